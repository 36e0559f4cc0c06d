import {
  type Child,
  describeWith,
  parseExposition,
  promtoolCheckMetrics,
  startPrometheus,
  startVictoriaMetrics,
} from '@portcall/real-parts';
import { expectNumbers, expectValues, type Said, SIZE, startApp } from './format-app.js';

const SECONDS = 1_000;

describe('one application that is scraped by', () => {
  let app: Child;
  let said: Said;
  let target: string;

  beforeAll(async () => {
    [app, said] = await startApp({ OTEL_METRICS_EXPORTER: 'prometheus', OTEL_METRIC_EXPORT_INTERVAL: '60000' });
    target = new URL(said.scrape).host;
  }, 30 * SECONDS);

  afterAll(() => app[Symbol.asyncDispose]());

  describeWith('prometheus', 'Prometheus 2', () => {
    it('has every number there', async () => {
      await using prometheus = await startPrometheus({ targets: [target] });
      await expectNumbers(said, () => prometheus.query('{job="app"}'));
      expect(await prometheus.targets()).toEqual([expect.objectContaining({ health: 'up', lastError: '' })]);
    });

    it('has native histograms there, where it takes them', async () => {
      await using prometheus = await startPrometheus({ targets: [target], features: ['native-histograms'] });
      await expectNumbers(said, () => prometheus.query('{job="app"}'));
      const [sample] = await prometheus.waitFor(SIZE);
      expectValues(sample!.histogram!, said.sizes);
    });
  });

  describeWith('victoria-metrics', 'VictoriaMetrics', () => {
    it('has every number there', async () => {
      await using victoria = await startVictoriaMetrics({ targets: [target] });
      await expectNumbers(said, () => victoria.query('{job="app"}'));
    });
  });

  describeWith('promtool', 'promtool', () => {
    it('is a text that there is nothing to say about', async () => {
      const text = await (await fetch(said.scrape)).text();
      expect(parseExposition(text).errors).toEqual([]);
      expect(await promtoolCheckMetrics(text)).toEqual([]);
    });
  });
});
