import { join } from 'node:path';
import { type NamedInstrument, type NamingPath, prometheusName } from '@portcall/metrics';
import {
  type Child,
  describeWith,
  eventually,
  type PrometheusSample,
  type PrometheusServer,
  parseExposition,
  runNode,
  startPrometheus,
} from '@portcall/real-parts';
import { differences, expectedSamples, foundSamples, type StoredMetric } from './expected-samples.js';
import { expectValues } from './format-app.js';
import { type Places, STRATEGIES, startPlaces } from './places.js';

// Engines and applications start as fast as the machine lets them.
jest.setTimeout(90_000);

const EVERYTHING = '{__name__=~".+"}';
const SECONDS = 1_000;

interface Said {
  readonly metrics: readonly StoredMetric[];
  /** The instruments by which OpenTelemetry measures the runtime. */
  readonly runtime: readonly NamedInstrument[];
  /** What was recorded of the exponential histogram. */
  readonly sizes: readonly number[];
  readonly scrape: string;
}

describeWith('engines', "what no catalog declares: a library's instruments, and those of the runtime", () => {
  describe.each(['store', 'sdk'] as const)("with aggregation: '%s'", (aggregation) => {
    const opened: AsyncDisposable[] = [];
    const use = <T extends AsyncDisposable>(part: T): T => {
      opened.push(part);
      return part;
    };
    let places: Places;
    let scraper: PrometheusServer;
    let app: Child;
    let said: Said;

    beforeAll(async () => {
      places = use(await startPlaces());
      app = use(
        runNode(join(__dirname, 'any-instrument.mjs'), {
          nodeArgs: ['--expose-gc'],
          env: {
            AGGREGATION: aggregation,
            OTEL_SERVICE_NAME: 'any instrument',
            OTEL_EXPORTER_OTLP_ENDPOINT: places.url,
            OTEL_EXPORTER_PROMETHEUS_PORT: '0',
            OTEL_METRIC_EXPORT_INTERVAL: '500',
            OTEL_BSP_SCHEDULE_DELAY: '200',
          },
          timeoutMs: 120 * SECONDS,
        }),
      );
      said = JSON.parse(await app.waitForLine(/^\{"metrics"/)) as Said;
      const target = new URL(said.scrape).host;
      const shown = { target, nativeHistograms: true } as const;
      scraper = use(
        await startPrometheus({
          part: 'prometheus-3',
          features: ['exemplar-storage'],
          jobs: [
            { ...shown, name: 'protobuf', protocol: 'PrometheusProto' },
            { ...shown, name: 'text', protocol: 'OpenMetricsText1.0.0' },
          ],
        }),
      );
    }, 60 * SECONDS);

    afterAll(async () => {
      await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
    }, 30 * SECONDS);

    async function expectThere(
      path: NamingPath,
      ask: () => Promise<readonly PrometheusSample[]>,
      recorded: readonly StoredMetric[] = said.metrics,
    ): Promise<void> {
      const metrics = recorded.map((metric) => withLabelsOf(metric, path));
      const expected = expectedSamples(metrics, path);
      expect(said.metrics).toHaveLength(56);
      expect(said.runtime.length).toBeGreaterThan(10);
      const runtime = said.runtime.map(
        (one) => `${prometheusName(one, path)}${one.kind === 'histogram' ? '_count' : ''}`,
      );
      let missing: readonly string[] = [];
      await eventually(
        async () => {
          const samples = await ask();
          const names = new Set(samples.map(({ labels }) => labels['__name__']));
          missing = [
            ...differences(expected, foundSamples(samples, metrics)),
            ...runtime.filter((name) => !names.has(name)),
          ];
          return missing.length === 0;
        },
        {
          timeoutMs: 25 * SECONDS,
          everyMs: 250,
          what: () => `${missing.length} samples:\n${missing.slice(0, 10).join('\n')}`,
        },
      );
    }

    const samplesIn = (text: string): readonly PrometheusSample[] =>
      parseExposition(text).samples.map(({ name, labels, value }) => ({
        labels: { ...labels, __name__: name },
        value,
      }));

    it('has its predicted names and its numbers in our own scrape', async () => {
      await expectThere('underscore_suffixes', async () => samplesIn(await (await fetch(said.scrape)).text()));
    });

    it.each(['protobuf', 'text'])('has them in a Prometheus that scrapes us, as %s', async (job) => {
      await expectThere('underscore_suffixes', () => scraper.query(`{job="${job}"}`));
    });

    it('has them at the exporter of a Collector', async () => {
      await expectThere('underscore_suffixes', async () => samplesIn(await places.exposition()));
    });

    it.each(STRATEGIES)('has them in a Prometheus that takes OTLP with %s', async (strategy, path) => {
      const server = places.prometheuses[STRATEGIES.findIndex(([name]) => name === strategy)] as PrometheusServer;
      await expectThere(path, () => server.query(EVERYTHING));
    });

    it('has them in VictoriaMetrics', async () => {
      await expectThere(
        'underscore_suffixes',
        () => places.victoria.query(EVERYTHING),
        said.metrics.map(asVictoriaHasIt),
      );
    });

    // OpenTelemetry's SDK takes none.
    if (aggregation === 'store')
      it('has exemplars that lead to traces which Jaeger has', async () => {
        const [newest] = await eventually(
          async () => {
            const found = await scraper.exemplars('pulses_total');
            return found.length > 0 && found.toSorted((a, b) => b.timestamp - a.timestamp);
          },
          { timeoutMs: 20 * SECONDS, everyMs: 250, what: 'an exemplar' },
        );
        await eventually(
          async () =>
            (await places.jaeger.traces('any instrument')).some(
              ({ traceID }) => traceID === newest!.labels['trace_id'],
            ),
          { timeoutMs: 20 * SECONDS, everyMs: 250, what: `the trace ${newest!.labels['trace_id']} in Jaeger` },
        );
      });

    // Views are the SDK's.
    if (aggregation === 'sdk')
      it('has an exponential histogram of a view as a native one, scraped and sent', async () => {
        const [scraped] = await scraper.waitFor('library_native_bytes{job="protobuf"}');
        expectValues(scraped!.histogram!, said.sizes);
        const [sent] = await places.prometheuses[0]!.waitFor('library_native_bytes');
        expectValues(sent!.histogram!, said.sizes);
      });
  });
});

/** It calls whatever goes up and down in the unit 1 a ratio, as the others do with gauges alone. */
function asVictoriaHasIt({ definition, points }: StoredMetric): StoredMetric {
  const isRatio = definition.kind === 'upDownCounter' && definition.unit === '1';
  return { definition: isRatio ? { ...definition, kind: 'gauge' } : definition, points };
}

/** A metric with its attributes' keys as the labels that a path makes of them. */
function withLabelsOf({ definition, points }: StoredMetric, path: NamingPath): StoredMetric {
  const keepsDots = path === 'utf8_suffixes' || path === 'untranslated';
  const label = (key: string): string => (keepsDots ? key : key.replaceAll('.', '_'));
  const named = points.map((point) => ({
    ...point,
    attributes: Object.fromEntries(Object.entries(point.attributes).map(([key, value]) => [label(key), value])),
  })) as StoredMetric['points'];
  const attributes = Object.fromEntries(named.flatMap((point) => Object.entries(point.attributes)));
  return { definition: { ...definition, attributes } as unknown as StoredMetric['definition'], points: named };
}
