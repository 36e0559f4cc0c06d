import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deployFile } from '../deploy/deploy-file.js';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly {
    readonly operationName: string;
    readonly spanID: string;
    readonly tags: readonly { readonly key: string; readonly value: unknown }[];
  }[];
}

/** A real Jaeger, which keeps traces in memory. */
export interface JaegerServer extends ServerProcess {
  /** `host:port` for OTLP/gRPC. */
  readonly grpc: string;
  /** The traces of a service, at most 200,000. */
  traces(service: string): Promise<readonly JaegerTrace[]>;
}

// It answers no request for more.
const MOST_TRACES = 200_000;

/** Starts it on free ports. */
export async function startJaeger(): Promise<JaegerServer> {
  const [grpc, http, queryGrpc] = [await freePort(), await freePort(), await freePort()];
  const server = await startServer('jaeger', {
    async args(folder) {
      const path = join(folder, 'jaeger.json');
      await writeFile(path, JSON.stringify(configuration(grpc, http, queryGrpc)));
      return ['--config', path];
    },
    readyUrl: `http://127.0.0.1:${http}/api/services`,
  });
  return jaegerAt(server, grpc, http);
}

/** Starts it by `deploy/jaeger/jaeger.yaml`, on free ports. */
export async function startDeployedJaeger(): Promise<JaegerServer> {
  const [grpc, http, queryGrpc, health] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const server = await startServer('jaeger', {
    args: () => ['--config', deployFile('jaeger', 'jaeger.yaml')],
    env: () => ({
      OTLP_GRPC_ENDPOINT: `127.0.0.1:${grpc}`,
      QUERY_HTTP_ENDPOINT: `127.0.0.1:${http}`,
      QUERY_GRPC_ENDPOINT: `127.0.0.1:${queryGrpc}`,
      HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      // It answers no request for more than it may keep.
      TRACES_IN_MEMORY: '500000',
    }),
    readyUrl: `http://127.0.0.1:${health}/status`,
  });
  return jaegerAt(server, grpc, http);
}

function jaegerAt(server: ServerProcess, grpc: number, http: number): JaegerServer {
  const url = `http://127.0.0.1:${http}`;
  return {
    ...server,
    grpc: `127.0.0.1:${grpc}`,
    async traces(service) {
      const answer = await fetch(`${url}/api/traces?service=${encodeURIComponent(service)}&limit=${MOST_TRACES}`);
      const { data, errors } = (await answer.json()) as {
        readonly data: readonly JaegerTrace[] | null;
        readonly errors: readonly { readonly code: number; readonly msg: string }[] | null;
      };
      // That it knows no such service, which it answers before the first trace has come, is 404 or nothing.
      const refused = errors?.find(({ code }) => code !== 404);
      if (refused !== undefined) throw new Error(`Jaeger refused: ${refused.msg}`);
      return data ?? [];
    },
  };
}

function configuration(grpc: number, http: number, queryGrpc: number): object {
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] } },
    },
    extensions: {
      jaeger_storage: { backends: { kept: { memory: { max_traces: 500_000 } } } },
      jaeger_query: {
        storage: { traces: 'kept' },
        grpc: { endpoint: `127.0.0.1:${queryGrpc}` },
        http: { endpoint: `127.0.0.1:${http}` },
      },
    },
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${grpc}` } } } },
    processors: { batch: { timeout: '100ms' } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'kept' } },
  };
}
