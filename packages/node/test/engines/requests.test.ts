import {
  type Child,
  describeWith,
  eventually,
  type PrometheusServer,
  startCollector,
  startPrometheus,
} from '@portcall/real-parts';
import { runApp } from '../run-app.js';

jest.setTimeout(90_000);

type Series = Readonly<Record<string, string>>;

/** What the place adds where a metric was found, and not whoever measured. */
const PLACED = /^(job|instance|service_|otel_scope_|exported_|telemetry_|process_|host_|os_)/;

describeWith('engines', 'metrics of requests', () => {
  const opened: AsyncDisposable[] = [];
  const use = <T extends AsyncDisposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  let pushed: PrometheusServer;
  let scraped: PrometheusServer;

  beforeAll(async () => {
    pushed = use(await startPrometheus({ part: 'prometheus-3', translation: 'UnderscoreEscapingWithSuffixes' }));
    const collector = use(await startCollector({ metricsTo: [pushed.otlpMetricsUrl] }));
    const app: Child = use(
      runApp(
        `
        const { default: fastify } = await import('fastify');
        const pulled = prometheus({ port: 0 });
        const telemetry = registerInstrumentation({
          serviceName: 'shop', http: true, metricExportIntervalMillis: 300, exporters: [otlp({ url: '${collector.url}' }), pulled],
        });
        await telemetry.ready;
        const app = fastify();
        app.get('/lots/:lot', ({ params }) => params.lot);
        app.get('/failing', () => { throw new RangeError('too many'); });
        const url = await app.listen({ port: 0, host: '127.0.0.1' });
        for (const path of ['/lots/1', '/lots/2', '/failing', '/.env']) await (await fetch(url + path)).text();
        console.log(pulled.url);
        setInterval(() => {}, 1_000);
      `,
        { timeoutMs: 80_000 },
      ),
    );
    const endpoint = await app.waitForLine(/^http/);
    scraped = use(
      await startPrometheus({
        part: 'prometheus-3',
        jobs: [{ name: 'shop', target: new URL(endpoint).host, protocol: 'OpenMetricsText1.0.0' }],
      }),
    );
  }, 60_000);

  afterAll(async () => {
    await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
  }, 30_000);

  /** All series of a metric, with their values, by what whoever measured has said of them. */
  async function seriesIn(server: PrometheusServer, name: string, atLeast: number): Promise<readonly string[]> {
    const found = await eventually(
      async () => {
        const all = await server.query(`{__name__=~"${name}(_bucket|_count)?"}`);
        return all.length >= atLeast && all;
      },
      { timeoutMs: 30_000, everyMs: 250, what: name },
    );
    return found.map(({ labels, value }) => `${JSON.stringify(saidOf(labels))} ${value}`).sort();
  }

  // Of each histogram fourteen boundaries, what is above them, and the count.
  it.each([
    ['http_server_request_duration_seconds', 3 * 16],
    ['http_client_request_duration_seconds', 3 * 16],
    ['http_server_active_requests', 1],
  ])('are the same by scrape and behind a Collector: %s', async (name, count) => {
    const byScrape = await seriesIn(scraped, name, count);
    const byOtlp = await seriesIn(pushed, name, count);
    const shape = (one: string): string => one.replace(/ [\d.e+-]+$/, '');
    expect(byOtlp.map(shape)).toEqual(byScrape.map(shape));
    const counts = (all: readonly string[]): readonly string[] => all.filter((one) => !one.includes('"le"'));
    expect(counts(byOtlp)).toEqual(counts(byScrape));
  });

  it('have the boundaries that the conventions advise', async () => {
    const samples = await scraped.query('http_server_request_duration_seconds_bucket{http_route="/lots/:lot"}');
    const edges = samples.map(({ labels }) => edgeOf(labels['le'])).sort((a, b) => a - b);
    const advised = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    expect(edges).toEqual([...advised, Number.POSITIVE_INFINITY]);
  });
});

function saidOf(labels: Series): Series {
  const said = Object.entries(labels).filter(([key]) => !PLACED.test(key));
  // Each side writes the number of a boundary in its own way.
  return Object.fromEntries(said.map(([key, value]) => [key, key === 'le' ? String(edgeOf(value)) : value]).sort());
}

function edgeOf(le: string | undefined): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
