import { report } from '@portcall/core';
import type { MetricsExport, SdkMetricExporter, SdkReaders } from '../../exporter.js';
import type { Destination } from '../destination.js';
import type { OtlpOptions } from '../otlp-settings.js';
import { protocolOf } from '../protocol.js';
import { failedExport } from '../sending/failed-export.js';
import { countRejected } from '../sending/partial-success.js';
import { watchRequests } from '../sending/request-watch.js';

/**
 * Sends what OpenTelemetry's SDK has aggregated, by its own reader and exporter with the same settings.
 * @throws Error for a protocol in the environment that cannot work
 */
export function otlpSdkMetrics(
  readers: SdkReaders,
  to: Destination,
  { headers, timeoutMillis, compression }: OtlpOptions,
): MetricsExport {
  return readers.otlp({
    url: to.url.href,
    protocol: protocolOf('metrics'),
    ...(headers === undefined ? {} : { headers }),
    ...(timeoutMillis === undefined ? {} : { timeoutMillis }),
    ...(compression === undefined ? {} : { compression }),
    watch: (exporter) => reportFailures(exporter, to),
  });
}

/** OpenTelemetry's exporter and reader tell `diag` alone, which is silent by default. */
function reportFailures(exporter: SdkMetricExporter, to: Destination): void {
  const watch = watchRequests(exporter, to.url);
  countRejected(exporter, { what: 'metrics', to, watch });
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) =>
    send(metrics, (result) => {
      if (result.code !== SUCCESS) {
        const { reason, fix } = failedExport(result.error, to, watch);
        report({
          key: 'export.metrics_failed',
          about: to.shown,
          message:
            `metrics could not be delivered to ${to.shown}: ${reason}; deltas are lost, and cumulative sums are in the ` +
            `next export that gets through; ${fix}`,
        });
      }
      done(result);
    });
}

const SUCCESS = 0; // OpenTelemetry's ExportResultCode, as a number so that nothing is loaded for it
