import { type NamedInstrument, prometheusName } from '@portcall/metrics';
import {
  type Child,
  describeWith,
  eventually,
  type PrometheusServer,
  parseExposition,
  startCollector,
  startPrometheus,
} from '@portcall/real-parts';
import { runApp } from '../run-app.js';

jest.setTimeout(90_000);

/** By the conventions, with what tells the instruments of one name apart. */
const SAID: readonly NamedInstrument[] = [
  { name: 'otel.sdk.span.started', kind: 'counter', unit: '{span}' },
  { name: 'otel.sdk.span.live', kind: 'upDownCounter', unit: '{span}' },
  { name: 'otel.sdk.processor.span.processed', kind: 'counter', unit: '{span}' },
  { name: 'otel.sdk.processor.span.queue.size', kind: 'upDownCounter', unit: '{span}' },
  { name: 'otel.sdk.processor.span.queue.capacity', kind: 'upDownCounter', unit: '{span}' },
  { name: 'otel.sdk.exporter.span.exported', kind: 'counter', unit: '{span}' },
  { name: 'otel.sdk.exporter.span.inflight', kind: 'upDownCounter', unit: '{span}' },
  { name: 'otel.sdk.exporter.metric_data_point.exported', kind: 'counter', unit: '{data_point}' },
  { name: 'otel.sdk.exporter.metric_data_point.inflight', kind: 'upDownCounter', unit: '{data_point}' },
  { name: 'otel.sdk.exporter.operation.duration', kind: 'histogram', unit: 's' },
  { name: 'otel.sdk.metric_reader.collection.duration', kind: 'histogram', unit: 's' },
];
const PREDICTED = SAID.map((one) => {
  const name = prometheusName(one, 'underscore_suffixes');
  return one.kind === 'histogram' ? `${name}_count` : name;
}).sort();
const STARTED = 'otel_sdk_span_started_total';

describeWith('engines', 'what telemetry says of itself', () => {
  const opened: AsyncDisposable[] = [];
  const use = <T extends AsyncDisposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  let storing: PrometheusServer;
  let scraping: PrometheusServer;
  let exposition: () => Promise<string>;
  let app: Child;
  let endpoint: string;

  beforeAll(async () => {
    storing = use(await startPrometheus({ part: 'prometheus-3', translation: 'UnderscoreEscapingWithSuffixes' }));
    const collector = use(await startCollector({ metricsTo: [storing.otlpMetricsUrl] }));
    exposition = collector.exposition;
    app = use(
      runApp(
        `
        const pulled = prometheus({ port: 0 });
        const exporters = [otlp({ url: '${collector.url}' }), pulled];
        const telemetry = registerInstrumentation({ serviceName: 'own', exporters, sdkMetrics: true, metricExportIntervalMillis: 300 });
        for (let i = 0; i < 7; i += 1) telemetry.tracer.startSpan('span').end();
        telemetry.tracer.startSpan('open');
        await telemetry.ready;
        await telemetry.flush();
        console.log(pulled.url);
        setInterval(() => {}, 1_000);
      `,
        { timeoutMs: 80_000 },
      ),
    );
    endpoint = await app.waitForLine(/^http/);
    scraping = use(
      await startPrometheus({
        part: 'prometheus-3',
        jobs: [{ name: 'own', target: new URL(endpoint).host, protocol: 'PrometheusProto' }],
      }),
    );
  }, 60_000);

  afterAll(async () => {
    await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
  }, 30_000);

  interface Found {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }
  const inText = async (text: Promise<string>): Promise<readonly Found[]> => parseExposition(await text).samples;
  const inPrometheus = async (server: PrometheusServer): Promise<readonly Found[]> =>
    (await server.query('{__name__=~"otel_sdk_.*"}')).map(({ labels, value }) => ({
      name: labels['__name__'] as string,
      labels,
      value,
    }));

  it.each<readonly [string, () => Promise<readonly Found[]>]>([
    ['our own scrape', () => inText(fetch(endpoint).then((response) => response.text()))],
    ['a Prometheus that scrapes us', () => inPrometheus(scraping)],
    ['the exporter of a Collector', () => inText(exposition())],
    ['a Prometheus behind the Collector', () => inPrometheus(storing)],
  ])('has its predicted names in %s', async (_, ask) => {
    let names: readonly string[] = [];
    const found = await eventually(
      async () => {
        const all = await ask();
        names = [...new Set(all.map(({ name }) => name))];
        return PREDICTED.every((name) => names.includes(name as string)) && all;
      },
      { timeoutMs: 25_000, everyMs: 250, what: () => `all of ${PREDICTED.join(', ')} in ${names.join(', ')}` },
    );
    const started = found.filter(({ name }) => name === STARTED);
    expect(started).toEqual([
      expect.objectContaining({
        labels: expect.objectContaining({
          otel_span_sampling_result: 'RECORD_AND_SAMPLE',
          otel_span_parent_origin: 'none',
        }) as unknown,
        value: 8,
      }),
    ]);
    expect(found.find(({ name }) => name === 'otel_sdk_span_live')?.value).toBe(1);
  });
});
