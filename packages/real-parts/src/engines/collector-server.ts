import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';

export interface CollectorOptions {
  /** Where metrics go on to: full addresses for OTLP/HTTP. @default nowhere but its own Prometheus endpoint */
  readonly metricsTo?: readonly string[];
  /** Where traces go on to: each `host:port` for OTLP/gRPC. @default nowhere */
  readonly tracesTo?: string | readonly string[];
  /**
   * Whether what was taken waits for more to come before it is handed on. What waits there is lost when it is killed, although
   * it was answered with success. @default true
   */
  readonly batching?: boolean;
  /** Starts with so little memory that it refuses every request, until `liftLimit()`. @default false */
  readonly refusing?: boolean;
  /**
   * Base address for OTLP/HTTP of the only one to whom it hands anything on, one request of a signal after the other. One more
   * waits; all others are refused. @default it refuses none
   */
  readonly narrowlyTo?: string;
  /** Whether it answers as those did to whom it hands traces on, and neither keeps nor repeats anything. @default false */
  readonly relaying?: boolean;
  /** Adds up what comes as delta, so that a point that comes twice, or never, is in the sum. @default false */
  readonly addsDeltas?: boolean;
}

/** A real OpenTelemetry Collector. */
export interface CollectorServer extends ServerProcess {
  /** Base address for OTLP/HTTP: exporters append `/v1/metrics`. */
  readonly url: string;
  readonly grpcUrl: string;
  /** Where its Prometheus exporter is scraped, as `host:port`. */
  readonly target: string;
  /** What it shows there, in the text format. */
  exposition(): Promise<string>;
  /** Ends it as an operator does, and starts it with all the memory it wants. */
  liftLimit(): Promise<void>;
}

/** Starts it on free ports. What it could not hand on yet outlives a crash, in files of its own. */
export async function startCollector(options: CollectorOptions = {}): Promise<CollectorServer> {
  const ports = { http: await freePort(), grpc: await freePort(), metrics: await freePort(), health: await freePort() };
  let { refusing = false } = options;
  const server = await startServer('collector', {
    async args(folder) {
      const path = join(folder, 'collector.json');
      // YAML takes JSON as it is.
      await writeFile(path, JSON.stringify(configuration(folder, ports, { ...options, refusing })));
      return ['--config', path];
    },
    readyUrl: `http://127.0.0.1:${ports.health}/`,
  });
  return {
    ...server,
    url: `http://127.0.0.1:${ports.http}`,
    grpcUrl: `http://127.0.0.1:${ports.grpc}`,
    target: `127.0.0.1:${ports.metrics}`,
    exposition: async () => (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`)).text(),
    async liftLimit() {
      refusing = false;
      await server.end();
      await server.launch();
    },
  };
}

interface Ports {
  readonly http: number;
  readonly grpc: number;
  readonly metrics: number;
  readonly health: number;
}

function configuration(folder: string, ports: Ports, options: CollectorOptions): object {
  const { http, grpc, metrics, health } = ports;
  const processors = processorsOf(options);
  const [metricExporters, traceExporters] = [metricExportersOf(options), traceExportersOf(options)];
  const pipeline = (exporters: object, left?: string) => ({
    receivers: ['otlp'],
    processors: Object.keys(processors).filter((name) => name !== left),
    exporters: Object.keys(exporters),
  });
  // What is handed on to two and refused by one of them comes again to both.
  const shown: object =
    options.narrowlyTo === undefined
      ? { prometheus: { endpoint: `127.0.0.1:${metrics}`, metric_expiration: '60m' } }
      : {};
  return {
    extensions: {
      health_check: { endpoint: `127.0.0.1:${health}` },
      file_storage: { directory: join(folder, 'queue'), create_directory: true },
    },
    receivers: {
      otlp: { protocols: { http: { endpoint: `127.0.0.1:${http}` }, grpc: { endpoint: `127.0.0.1:${grpc}` } } },
    },
    processors,
    exporters: { ...shown, ...metricExporters, ...traceExporters },
    service: {
      extensions: ['health_check', 'file_storage'],
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: {
        metrics: pipeline({ ...shown, ...metricExporters }),
        traces: pipeline(traceExporters, ADDS_DELTAS),
      },
    },
  };
}

const ADDS_DELTAS = 'delta_to_cumulative';

/** In their order. It needs more than 1 MiB for itself. */
function processorsOf({ refusing = false, addsDeltas = false, batching = true }: CollectorOptions): object {
  return {
    ...(refusing ? { memory_limiter: { check_interval: '20ms', limit_mib: 1 } } : {}),
    ...(addsDeltas ? { [ADDS_DELTAS]: {} } : {}),
    ...(batching ? { batch: { timeout: '100ms' } } : {}),
  };
}

const KEPT = { sending_queue: { storage: 'file_storage' } };
const PATIENT = { ...KEPT, retry_on_failure: { initial_interval: '200ms', max_interval: '2s' } };

function narrowExporter(endpoint: string): object {
  const sending_queue = { queue_size: 1, num_consumers: 1, block_on_overflow: false };
  return { 'otlp_http/narrow': { endpoint, sending_queue } };
}

function metricExportersOf({ metricsTo = [], narrowlyTo }: CollectorOptions): object {
  if (narrowlyTo !== undefined) return narrowExporter(narrowlyTo);
  const exporters = metricsTo.map((address, index) => [
    `otlp_http/${index}`,
    { metrics_endpoint: address, ...PATIENT },
  ]);
  return Object.fromEntries(exporters);
}

const RELAYED = { sending_queue: { enabled: false }, retry_on_failure: { enabled: false } };

function traceExportersOf({ tracesTo = [], narrowlyTo, relaying = false }: CollectorOptions): object {
  if (narrowlyTo !== undefined) return narrowExporter(narrowlyTo);
  const addresses = [tracesTo].flat();
  if (addresses.length === 0) return { debug: {} };
  const exporters = addresses.map((endpoint, index) => [
    `otlp_grpc/${index}`,
    { endpoint, tls: { insecure: true }, ...(relaying ? RELAYED : KEPT) },
  ]);
  return Object.fromEntries(exporters);
}
