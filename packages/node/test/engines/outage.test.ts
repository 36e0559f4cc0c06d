import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  describeWith,
  eventually,
  type PrometheusSample,
  runNode,
  startCollector,
  startJaeger,
  startPrometheus,
  startVictoriaMetrics,
} from '@portcall/real-parts';

const PROCESSES = 4;
const CALLS = 20_000;
const ALL = PROCESSES * CALLS;

const total = (samples: readonly PrometheusSample[]): number => samples.reduce((sum, { value }) => sum + value, 0);

describeWith('engines', 'four processes whose Collector is killed and comes back', () => {
  it('end with counters that are exact to the last call', async () => {
    await using jaeger = await startJaeger();
    await using victoria = await startVictoriaMetrics();
    await using prometheus = await startPrometheus({
      part: 'prometheus-3',
      translation: 'UnderscoreEscapingWithSuffixes',
    });
    await using collector = await startCollector({
      metricsTo: [prometheus.otlpMetricsUrl, victoria.otlpMetricsUrl],
      tracesTo: jaeger.grpc,
    });
    const apps = Array.from({ length: PROCESSES }, () =>
      runNode(join(__dirname, 'steady-calls.mjs'), {
        args: [String(CALLS)],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_METRIC_EXPORT_INTERVAL: '500' },
        timeoutMs: 90_000,
      }),
    );
    await prometheus.waitFor('sum(steady_calls_total) > 1000');
    await collector.kill();
    await sleep(4_000);
    await collector.launch();
    for (const app of apps) expect(await app.exit).toMatchObject({ code: 0, stdout: 'called\n' });

    // An aggregate over all instances, of which each had ended at its own time.
    const asked = [
      'last_over_time(steady_calls_total[5m])',
      'last_over_time(function_calls_total{function="look"}[5m])',
    ];
    for (const expression of asked) {
      for (const [where, ask] of [
        ['Prometheus', () => prometheus.query(expression)],
        ['VictoriaMetrics', () => victoria.query(expression)],
      ] as const) {
        let found = 0;
        const isThere = async () => {
          found = total(await ask());
          return found === ALL;
        };
        await eventually(isThere, {
          timeoutMs: 30_000,
          everyMs: 250,
          what: () => `${ALL} in ${where} for ${expression}; there are ${found}`,
        });
      }
    }
  }, 150_000);
});
