import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { report } from '@portcall/core';
import type { Destination } from './destination.js';
import { failedExport } from './failed-export.js';
import { countRejected } from './partial-success.js';
import { watchRequests } from './request-watch.js';

/** Reports the first export that fails and counts the others, and what a receiver rejects; OpenTelemetry's reader tells nobody. */
export function watchedMetrics<E extends PushMetricExporter>(exporter: E, to: Destination): E {
  const watch = watchRequests(exporter, to.url);
  countRejected(exporter, { what: 'metrics', to, watch });
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) =>
    send(metrics, (result) => {
      if (result.code === SUCCESS) return done(result);
      const { reason, fix } = failedExport(result.error, to, watch);
      report({
        key: 'export.metrics_failed',
        about: to.shown,
        message:
          `metrics could not be delivered to ${to.shown}: ${reason}; sums are cumulative, so the next export that gets ` +
          `through carries them; ${fix}`,
      });
      // The reader gives it to OpenTelemetry's `diag`, and what was thrown may hold a receiver's text.
      return done({ code: FAILED, error: new Error(reason) });
    });
  return exporter;
}

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

// OpenTelemetry's ExportResultCode, as numbers so that nothing is loaded for them.
const SUCCESS = 0;
const FAILED = 1;
