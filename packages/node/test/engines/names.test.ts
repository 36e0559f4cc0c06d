import { join } from 'node:path';
import type { NamingPath } from '@portcall/metrics';
import {
  type Child,
  describeWith,
  eventually,
  type PrometheusSample,
  type PrometheusServer,
  parseExposition,
  runNode,
} from '@portcall/real-parts';
import { differences, expectedSamples, foundSamples, type StoredMetric } from './expected-samples.js';
import { type Places, STRATEGIES, startPlaces } from './places.js';

const EVERYTHING = '{__name__=~".+"}';
const SECONDS = 1_000;

describeWith('engines', 'every metric of every catalog, with hostile label values', () => {
  const opened: AsyncDisposable[] = [];
  const use = <T extends AsyncDisposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  let places: Places;
  let scrape: () => Promise<string>;
  let app: Child;
  let metrics: readonly StoredMetric[];

  beforeAll(async () => {
    places = use(await startPlaces());
    app = use(
      runNode(join(__dirname, 'every-metric.mjs'), {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: places.url,
          OTEL_EXPORTER_PROMETHEUS_PORT: '0',
          OTEL_METRIC_EXPORT_INTERVAL: '500',
          OTEL_BSP_SCHEDULE_DELAY: '200',
        },
        timeoutMs: 120 * SECONDS,
      }),
    );
    const said = JSON.parse(await app.waitForLine(/^\{"metrics"/)) as { metrics: StoredMetric[]; scrape: string };
    metrics = said.metrics;
    scrape = async () => (await fetch(said.scrape)).text();
  }, 60 * SECONDS);

  afterAll(async () => {
    await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
  }, 30 * SECONDS);

  async function expectThere(path: NamingPath, ask: () => Promise<readonly PrometheusSample[]>): Promise<void> {
    const expected = expectedSamples(metrics, path);
    expect(expected.size).toBeGreaterThan(500);
    let missing: readonly string[] = [];
    await eventually(
      async () => {
        missing = differences(expected, foundSamples(await ask(), metrics));
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
    parseExposition(text).samples.map(({ name, labels, value }) => ({ labels: { ...labels, __name__: name }, value }));

  it('has its predicted name and its number in our own scrape', async () => {
    await expectThere('underscore_suffixes', async () => samplesIn(await scrape()));
  });

  it('has them at the exporter of a Collector', async () => {
    await expectThere('underscore_suffixes', async () => samplesIn(await places.exposition()));
  });

  it.each(STRATEGIES)('has them in a Prometheus that takes OTLP with %s', async (strategy, path) => {
    const server = places.prometheuses[STRATEGIES.findIndex(([name]) => name === strategy)] as PrometheusServer;
    await expectThere(path, () => server.query(EVERYTHING));
  });

  it('has them in VictoriaMetrics', async () => {
    await expectThere('underscore_suffixes', () => places.victoria.query(EVERYTHING));
  });

  it('has every traced call beside it in Jaeger', async () => {
    let count = 0;
    await eventually(
      async () => {
        count = (await places.jaeger.traces('every metric')).length;
        return count === 500;
      },
      { timeoutMs: 20 * SECONDS, everyMs: 250, what: () => `500 traces; there are ${count}` },
    );
  });
});
