import {
  type Child,
  type CollectorServer,
  describeWith,
  type PrometheusServer,
  parseExposition,
  startCollector,
  startPrometheus,
} from '@portcall/real-parts';
import { expectExemplars, expectNumbers, expectValues, type Said, SIZE, startApp } from './format-app.js';

const SECONDS = 1_000;

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

describeWith('engines', 'one application that sends OTLP', () => {
  const opened: AsyncDisposable[] = [];
  const use = <T extends AsyncDisposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  let prometheus: PrometheusServer;
  let collector: CollectorServer;

  beforeAll(async () => {
    const translation = 'UnderscoreEscapingWithSuffixes';
    prometheus = use(await startPrometheus({ part: 'prometheus-3', translation, features: ['exemplar-storage'] }));
    collector = use(await startCollector({ metricsTo: [prometheus.otlpMetricsUrl] }));
  }, 60 * SECONDS);

  afterAll(async () => {
    await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
  }, 30 * SECONDS);

  describe.each(PROTOCOLS)('as %s', (protocol) => {
    describe.each(['a Collector', 'Prometheus itself'] as const)('to %s', (receiver) => {
      const job = `${protocol} to ${receiver}`;
      let app: Child;
      let said: Said;

      beforeAll(async () => {
        const endpoint =
          receiver === 'a Collector'
            ? { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
            : { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: prometheus.otlpMetricsUrl, OTEL_TRACES_EXPORTER: 'none' };
        [app, said] = await startApp({ OTEL_SERVICE_NAME: job, OTEL_EXPORTER_OTLP_PROTOCOL: protocol, ...endpoint });
        use(app);
      }, 60 * SECONDS);

      it('arrives with every number', async () => {
        await expectNumbers(said, () => prometheus.query(`{job="${job}"}`));
      });

      it('becomes native histograms', async () => {
        const [sample] = await prometheus.waitFor(`${SIZE}{job="${job}"}`);
        expectValues(sample!.histogram!, said.sizes);
      });

      it('leads to traces', async () => {
        const names = ['format_pulses_total', 'format_pulse_bucket', 'format_pulse_bytes'];
        await expectExemplars(names, () => prometheus.exemplars(`{job="${job}"}`));
      });
    });
  });

  it('is shown by the Collector with every number', async () => {
    const [app, said] = await startApp({ OTEL_SERVICE_NAME: 'shown', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    use(app);
    await expectNumbers(said, async () => {
      const { samples } = parseExposition(await collector.exposition());
      return samples
        .filter(({ labels }) => labels['job'] === 'shown' || labels['exported_job'] === 'shown')
        .map(({ name, labels, value }) => ({ labels: { ...labels, __name__: name }, value }));
    });
  });
});
