import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { laidOut } from '../deploy/deploy-file.js';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { type PrometheusSample, samplesOf } from './prometheus-answer.js';

/** A real VictoriaMetrics. */
export interface VictoriaMetricsServer extends ServerProcess {
  /** Full address for metrics by OTLP/HTTP. */
  readonly otlpMetricsUrl: string;
  /** Full address for remote write. */
  readonly remoteWriteUrl: string;
  /** The series that an expression gives now. It shows a new sample some seconds after it took it: ask again. */
  query(expression: string): Promise<readonly PrometheusSample[]>;
}

export interface VictoriaMetricsOptions {
  /** What is scraped, as `host:port`; every 200 ms at `/metrics`. @default nothing */
  readonly targets?: readonly string[];
  /**
   * The targets of `deploy/victoria-metrics/scrape.yml`, which is then all of its configuration, by the beginnings of their files.
   * @default a configuration for tests
   */
  readonly deployed?: Readonly<Record<string, readonly string[]>>;
  /** How what comes by OTLP is named: by the rules of Prometheus, or not at all, as nobody has asked for. @default 'prometheus' */
  readonly naming?: 'prometheus' | 'none';
}

/** Starts it on a free port. */
export async function startVictoriaMetrics({
  targets = [],
  deployed,
  naming = 'prometheus',
}: VictoriaMetricsOptions = {}): Promise<VictoriaMetricsServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer('victoria-metrics', {
    args: async (folder) => [
      `-promscrape.config=${await (deployed === undefined ? configure(folder, targets) : laidOut('victoria-metrics', folder, { file: 'scrape.yml', targets: deployed }))}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      ...(naming === 'prometheus' ? ['-opentelemetry.usePrometheusNaming'] : []),
      // It answers as of 30 s ago otherwise.
      '-search.latencyOffset=0s',
    ],
    readyUrl: `${url}/health`,
  });
  return {
    ...server,
    otlpMetricsUrl: `${url}/opentelemetry/v1/metrics`,
    remoteWriteUrl: `${url}/api/v1/write`,
    async query(expression) {
      const answer = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: expression }),
      });
      return samplesOf(((await answer.json()) as { data: Parameters<typeof samplesOf>[0] }).data);
    },
  };
}

async function configure(folder: string, targets: readonly string[]): Promise<string> {
  const path = join(folder, 'scrape.json');
  // YAML takes JSON as it is.
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: [{ job_name: 'app', static_configs: [{ targets }] }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
