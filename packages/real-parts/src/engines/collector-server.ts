import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';

export interface CollectorOptions {
  /** Where metrics go on to: full addresses for OTLP/HTTP. @default nowhere but its own Prometheus endpoint */
  readonly metricsTo?: readonly string[];
  /** Where traces go on to: `host:port` for OTLP/gRPC. @default nowhere */
  readonly tracesTo?: string;
  /**
   * Whether what was taken waits for more to come before it is handed on. What waits there is lost when it is killed, although
   * it was answered with success. @default true
   */
  readonly batching?: boolean;
}

/** A real OpenTelemetry Collector. */
export interface CollectorServer extends ServerProcess {
  /** Base address for OTLP/HTTP: exporters append `/v1/metrics`. */
  readonly url: string;
  readonly grpcUrl: string;
  /** What its Prometheus exporter shows, in the text format. */
  exposition(): Promise<string>;
}

/** Starts it on free ports. What it could not hand on yet outlives a crash, in files of its own. */
export async function startCollector({
  metricsTo = [],
  tracesTo,
  batching = true,
}: CollectorOptions = {}): Promise<CollectorServer> {
  const [http, grpc, metrics, health] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const server = await startServer('collector', {
    async args(folder) {
      const path = join(folder, 'collector.json');
      // YAML takes JSON as it is.
      await writeFile(
        path,
        JSON.stringify(configuration(folder, { http, grpc, metrics, health }, { metricsTo, tracesTo, batching })),
      );
      return ['--config', path];
    },
    readyUrl: `http://127.0.0.1:${health}/`,
  });
  return {
    ...server,
    url: `http://127.0.0.1:${http}`,
    grpcUrl: `http://127.0.0.1:${grpc}`,
    exposition: async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text(),
  };
}

interface Ports {
  readonly http: number;
  readonly grpc: number;
  readonly metrics: number;
  readonly health: number;
}

interface Handing {
  readonly metricsTo: readonly string[];
  readonly tracesTo: string | undefined;
  readonly batching: boolean;
}

function configuration(
  folder: string,
  { http, grpc, metrics, health }: Ports,
  { metricsTo, tracesTo, batching }: Handing,
): object {
  const kept = { sending_queue: { storage: 'file_storage' } };
  const patient = { ...kept, retry_on_failure: { initial_interval: '200ms', max_interval: '2s' } };
  const forMetrics = metricsTo.map((address, index) => [
    `otlp_http/${index}`,
    { metrics_endpoint: address, ...patient },
  ]);
  const forTraces =
    tracesTo === undefined ? {} : { otlp_grpc: { endpoint: tracesTo, tls: { insecure: true }, ...kept } };
  const pipeline = { receivers: ['otlp'], processors: batching ? ['batch'] : [] };
  return {
    extensions: {
      health_check: { endpoint: `127.0.0.1:${health}` },
      file_storage: { directory: join(folder, 'queue'), create_directory: true },
    },
    receivers: {
      otlp: { protocols: { http: { endpoint: `127.0.0.1:${http}` }, grpc: { endpoint: `127.0.0.1:${grpc}` } } },
    },
    processors: batching ? { batch: { timeout: '100ms' } } : {},
    exporters: {
      prometheus: { endpoint: `127.0.0.1:${metrics}`, metric_expiration: '60m' },
      debug: {},
      ...Object.fromEntries(forMetrics),
      ...forTraces,
    },
    service: {
      extensions: ['health_check', 'file_storage'],
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: {
        metrics: { ...pipeline, exporters: ['prometheus', ...forMetrics.map(([name]) => name)] },
        traces: { ...pipeline, exporters: tracesTo === undefined ? ['debug'] : ['otlp_grpc'] },
      },
    },
  };
}
