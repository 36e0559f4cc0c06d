import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly { readonly operationName: string; readonly spanID: string }[];
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
  const url = `http://127.0.0.1:${http}`;
  const server = await startServer('jaeger', {
    async args(folder) {
      const path = join(folder, 'jaeger.json');
      await writeFile(path, JSON.stringify(configuration(grpc, http, queryGrpc)));
      return ['--config', path];
    },
    readyUrl: `${url}/api/services`,
  });
  return {
    ...server,
    grpc: `127.0.0.1:${grpc}`,
    async traces(service) {
      const answer = await fetch(`${url}/api/traces?service=${encodeURIComponent(service)}&limit=${MOST_TRACES}`);
      const { data } = (await answer.json()) as { readonly data: readonly JaegerTrace[] | null };
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
