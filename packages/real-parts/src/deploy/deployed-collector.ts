import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { deployFile } from './deploy-file.js';

export interface DeployedCollectorOptions {
  /** Files of `deploy/collector`, laid over each other in their order. */
  readonly files: readonly string[];
  /** What they read of the environment, but for its own addresses and folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it takes nothing but TLS. @default false */
  readonly tls?: boolean;
}

/** A real Collector that runs by files of `deploy/collector`. */
export interface DeployedCollector extends ServerProcess {
  /** Base address for OTLP/HTTP, to `localhost`. */
  readonly url: string;
  /** Address for OTLP/gRPC, to `localhost`. */
  readonly grpcUrl: string;
  /** The same as `host:port`. */
  readonly grpc: string;
  /** Where its Prometheus exporter is scraped, if it has one, as `host:port`. */
  readonly metrics: string;
}

/** Starts it on free ports. What it keeps on disk outlives a crash. */
export async function startDeployedCollector(options: DeployedCollectorOptions): Promise<DeployedCollector> {
  const { files, env, tls = false } = options;
  const [http, grpc, metrics, health] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const server = await startServer('collector', {
    args: () => files.flatMap((file) => ['--config', deployFile('collector', file)]),
    env: (folder) => ({
      OTLP_HTTP_ENDPOINT: `127.0.0.1:${http}`,
      OTLP_GRPC_ENDPOINT: `127.0.0.1:${grpc}`,
      METRICS_ENDPOINT: `127.0.0.1:${metrics}`,
      HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      QUEUE_DIRECTORY: join(folder, 'queue'),
      ...env,
    }),
    readyUrl: `http://127.0.0.1:${health}/`,
  });
  const scheme = tls ? 'https' : 'http';
  return {
    ...server,
    url: `${scheme}://localhost:${http}`,
    grpcUrl: `${scheme}://localhost:${grpc}`,
    grpc: `127.0.0.1:${grpc}`,
    metrics: `127.0.0.1:${metrics}`,
  };
}
