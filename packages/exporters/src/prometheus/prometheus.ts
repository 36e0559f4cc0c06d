import type { IncomingMessage, ServerResponse } from 'node:http';
import { ownRequest } from '@portcall/core/internal';
import type { Exporter } from '../exporter.js';
import { withSettings } from '../settings-of.js';
import { answer } from './answer.js';
import { type MetricsServer, serveMetrics } from './metrics-server.js';
import { printedSettings } from './printed-settings.js';
import { checkPrometheusOptions, hostOf, type PrometheusOptions, portOf } from './prometheus-options.js';
import { answerScrape, type Scraped } from './scrape.js';
import { scrapedTexts } from './scraped-texts.js';

export interface PrometheusExporter extends Exporter {
  /** Answers with the metrics, whatever the request's path: for a server of your own, Express and the like. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Where the metrics are once the port is open; undefined before, and with `serve: false`. */
  readonly url: string | undefined;
}

/**
 * Shows the metrics to Prometheus, which comes and reads them.
 *
 * A scrape is written while it is read, so that neither a long one nor a slow scraper holds anybody up; it is compressed
 * where the scraper takes gzip. Its Accept chooses between text 0.0.4 and 1.0.0, OpenMetrics 1.0 and 2.0, and protobuf, and
 * whether names may have any character. Neither the port nor a scraper keeps the process alive. A port that is taken is reported
 * at once and rejects `telemetry.ready`. Attributes of the resource whose keys become one label share it on `target_info`,
 * their values joined by `;`.
 *
 * @throws Error naming the host, port or endpoint that cannot work
 * @see https://prometheus.io/docs/instrumenting/content_negotiation/
 */
export function prometheus(options: PrometheusOptions = {}): PrometheusExporter {
  checkPrometheusOptions(options);
  const { endpoint = '/metrics', serve = true, translationStrategy } = options;
  let scraped: Scraped | undefined;
  let address: { readonly host: string; readonly port: number } | undefined;
  let server: MetricsServer | undefined;
  let timesRead = 0;

  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    ownRequest(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, { status: 405, headers: { allow: 'GET, HEAD' }, text: '' });
    } else if (scraped === undefined) {
      const text = 'registerInstrumentation() has not been called with this exporter yet\n';
      answer(response, { status: 503, text });
    } else {
      timesRead += 1;
      void answerScrape(request, response, scraped);
    }
  };

  const exporter: PrometheusExporter = {
    name: 'prometheus',
    pulled: true,
    handler,
    metrics(source) {
      if (serve) address = { host: hostOf(options), port: portOf(options) };
      const reading = source.reading('cumulative');
      let open = true;
      scraped = scrapedTexts(translationStrategy, async (writer, spent) => {
        if (!open) throw new Error('prometheus: telemetry was shut down; call registerInstrumentation() again');
        return writer.write(await reading.collect(), source.resource, spent);
      });
      return {
        flush: async () => {},
        async shutdown() {
          open = false;
          await server?.close();
        },
      };
    },
    async start() {
      if (address === undefined) return;
      server = serveMetrics({ ...address, endpoint, handler });
      await server.ready;
    },
    get timesRead() {
      return timesRead;
    },
    get url() {
      return server?.url;
    },
  };
  return withSettings(exporter, () => printedSettings(options));
}
