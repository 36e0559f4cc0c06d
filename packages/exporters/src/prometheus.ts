import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions, describe, report } from '@portcall/core';
import type { Exporter } from './exporter.js';
import { type MetricsServer, serveMetrics } from './metrics-server.js';
import { type PullReader, pullReader } from './pull-reader.js';

export interface PrometheusOptions {
  /** Address to listen on. @default OTEL_EXPORTER_PROMETHEUS_HOST, else '127.0.0.1' */
  readonly host?: string;
  /** Port to listen on; 0 takes a free one. @default OTEL_EXPORTER_PROMETHEUS_PORT, else 9464 */
  readonly port?: number;
  /** Path that answers. @default '/metrics' */
  readonly endpoint?: string;
  /** False opens no port: mount `handler` in a server of your own. @default true */
  readonly serve?: boolean;
}

export interface PrometheusExporter extends Exporter {
  /** Answers with the metrics, whatever the request's path: for a server of your own, Express and the like. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Where the metrics are once the port is open; undefined before, and with `serve: false`. */
  readonly url: string | undefined;
}

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Shows the metrics to Prometheus, which comes and reads them.
 *
 * The port does not keep the process alive. One that is taken is reported at once and rejects `telemetry.ready`.
 *
 * @throws Error for a port or an endpoint that is none; when registering also for OTEL_EXPORTER_PROMETHEUS_PORT
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function prometheus(options: PrometheusOptions = {}): PrometheusExporter {
  checkOptions<PrometheusOptions>(options, { host: true, port: true, endpoint: true, serve: true }, 'prometheus()');
  const { endpoint = '/metrics', serve = true } = options;
  if (!endpoint.startsWith('/'))
    throw new Error(`prometheus({ endpoint }): ${describe(endpoint)} does not start with /.`);
  if (options.port !== undefined) checkPort(options.port, 'prometheus({ port })');
  let pull: PullReader | undefined;
  let address: { readonly host: string; readonly port: number } | undefined;
  let server: MetricsServer | undefined;

  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (pull === undefined) {
      response.writeHead(503).end('registerInstrumentation() has not been called with this exporter yet\n');
    } else {
      pull.text().then(
        (text) => response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text),
        (cause: unknown) => {
          report({ key: 'export.scrape', message: 'prometheus: a scrape could not be answered', cause });
          response.writeHead(503).end(`${describe(cause)}\n`);
        },
      );
    }
  };

  return {
    name: 'prometheus',
    pulled: true,
    handler,
    metricReader({ cardinalityLimit }) {
      if (serve) address = { host: hostOf(options), port: portOf(options) };
      pull = pullReader({ cardinalityLimit, onShutdown: async () => server?.close() });
      return pull.reader;
    },
    async start() {
      if (address === undefined) return;
      server = serveMetrics({ ...address, endpoint, handler });
      await server.ready;
    },
    get url() {
      return server?.url;
    },
  };
}

function hostOf({ host }: PrometheusOptions): string {
  return host ?? (process.env['OTEL_EXPORTER_PROMETHEUS_HOST']?.trim() || '127.0.0.1');
}

function portOf({ port }: PrometheusOptions): number {
  if (port !== undefined) return port;
  const text = process.env['OTEL_EXPORTER_PROMETHEUS_PORT']?.trim();
  return text === undefined || text === '' ? 9_464 : checkPort(Number(text), 'OTEL_EXPORTER_PROMETHEUS_PORT');
}

function checkPort(port: number, setting: string): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${setting}: ${describe(port)} is no port; give a whole number from 0 to 65535.`);
}
