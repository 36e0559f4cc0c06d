import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { type PrometheusSample, samplesOf } from './prometheus-answer.js';

/** A real VictoriaMetrics, which names what comes by OTLP as Prometheus does. */
export interface VictoriaMetricsServer extends ServerProcess {
  /** Full address for metrics by OTLP/HTTP. */
  readonly otlpMetricsUrl: string;
  /** The series that an expression gives now. It shows a new sample some seconds after it took it: ask again. */
  query(expression: string): Promise<readonly PrometheusSample[]>;
}

/** Starts it on a free port. */
export async function startVictoriaMetrics(): Promise<VictoriaMetricsServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer('victoria-metrics', {
    args: (folder) => [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-opentelemetry.usePrometheusNaming',
      // It answers as of 30 s ago otherwise.
      '-search.latencyOffset=0s',
    ],
    readyUrl: `${url}/health`,
  });
  return {
    ...server,
    otlpMetricsUrl: `${url}/opentelemetry/v1/metrics`,
    async query(expression) {
      const answer = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: expression }),
      });
      return samplesOf(((await answer.json()) as { data: Parameters<typeof samplesOf>[0] }).data);
    },
  };
}
