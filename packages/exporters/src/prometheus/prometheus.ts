import type { IncomingMessage, ServerResponse } from 'node:http';
import { shown } from '@portcall/core';
import type { Exporter } from '../exporter.js';
import { plainText } from '../plain-text.js';
import { answer, reportUnanswered } from './answer.js';
import { type MetricsServer, serveMetrics } from './metrics-server.js';
import { checkPrometheusOptions, hostOf, type PrometheusOptions, portOf } from './prometheus-options.js';
import { type PullReader, pullReader } from './pull-reader.js';

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
 * Neither the port nor a scraper keeps the process alive. A port that is taken is reported at once and rejects
 * `telemetry.ready`. Attributes of the resource whose keys become one label share it on `target_info`, their values
 * joined by `;`.
 *
 * @throws Error naming the host, port or endpoint that cannot work; when registering also for OTEL_EXPORTER_PROMETHEUS_PORT
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function prometheus(options: PrometheusOptions = {}): PrometheusExporter {
  checkPrometheusOptions(options);
  const { endpoint = '/metrics', serve = true } = options;
  let pull: PullReader | undefined;
  let address: { readonly host: string; readonly port: number } | undefined;
  let server: MetricsServer | undefined;

  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, { status: 405, headers: { allow: 'GET, HEAD' }, text: '' });
    } else if (pull === undefined) {
      const text = 'registerInstrumentation() has not been called with this exporter yet\n';
      answer(response, { status: 503, text });
    } else {
      pull.text().then(
        (text) => answer(response, { status: 200, headers: { 'content-type': CONTENT_TYPE }, text }),
        (cause: unknown) => {
          reportUnanswered('its metrics could not be collected', cause);
          answer(response, { status: 503, text: `${plainText(shown(cause))}\n` });
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
