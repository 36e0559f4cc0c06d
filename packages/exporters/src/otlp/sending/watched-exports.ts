import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { report } from '@portcall/core';
import type { Destination } from '../destination.js';
import { failedExport } from './failed-export.js';
import { countRejected } from './partial-success.js';
import { watchRequests } from './request-watch.js';

/** Reports the first export that fails, and counts every span in it, in the others, and that a receiver rejects. */
export function watchedSpans<E extends SpanExporter>(exporter: E, to: Destination): E {
  const watch = watchRequests(exporter, to.url);
  countRejected(exporter, { what: 'spans', to, watch });
  const send = exporter.export.bind(exporter);
  exporter.export = (spans, done) =>
    send(spans, (result) => {
      if (result.code !== SUCCESS) {
        const { reason, fix } = failedExport(result.error, to, watch);
        report({
          key: 'export.spans_failed',
          about: to.shown,
          message: `spans could not be delivered to ${to.shown}: ${reason}; they are lost; ${fix}`,
          count: spans.length,
        });
      }
      // Counted and said here, where the receiver is known: whoever batches has nothing left to say.
      done({ code: SUCCESS });
    });
  return exporter;
}

const SUCCESS = 0; // OpenTelemetry's ExportResultCode, as a number so that nothing is loaded for it
