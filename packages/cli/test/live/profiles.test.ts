import { describeWith, startCollector, startPrometheus, startVictoriaMetrics } from '@portcall/real-parts';
import type { ClassicDashboard } from '../../src/dashboard/grafana-dashboard.js';
import { queriesOf } from '../dashboard/queries-of.js';
import { expectData, startApp, written } from './asked.js';

jest.setTimeout(120_000);

/** What the dashboards for a back end ask of the application's own service. */
async function asked(profile: string): Promise<readonly string[]> {
  const dashboards = await written<ClassicDashboard>('dashboard', '--profile', profile);
  return dashboards.flatMap((dashboard) => queriesOf(dashboard, 'recording'));
}

describeWith('engines', 'dashboards for another back end', () => {
  it('have data for every query in VictoriaMetrics', async () => {
    await using victoria = await startVictoriaMetrics();
    await using _app = startApp({
      RECORDING_BY: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: victoria.otlpMetricsUrl,
    });
    await expectData(victoria.query, await asked('victoriametrics'));
  });

  it('have data for every query in a Prometheus that scrapes a Collector', async () => {
    await using collector = await startCollector();
    await using prometheus = await startPrometheus({ part: 'prometheus-3', targets: [collector.target] });
    await using _app = startApp({ RECORDING_BY: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await expectData(prometheus.query, await asked('collector'));
  });
});
