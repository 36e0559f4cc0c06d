import { report } from '@portcall/core';
import type { MetricsExport, SdkMetricExporter, SdkReaders } from '../../exporter.js';
import type { Destination } from '../destination.js';
import { failedExport } from '../sending/failed-export.js';
import { countRejected } from '../sending/partial-success.js';
import { watchRequests } from '../sending/request-watch.js';
import type { SignalSettings } from '../settings/signal-settings.js';

/**
 * Sends what OpenTelemetry's SDK has aggregated, by its own reader and exporter with the same settings.
 * @throws Error for a protocol that cannot work
 */
export function otlpSdkMetrics(readers: SdkReaders, settings: SignalSettings): MetricsExport {
  const { destination: to, protocol, headers, timeoutMillis, compression, tls } = settings;
  if (protocol === 'grpc')
    throw new Error(
      `${to.setting}: OpenTelemetry's SDK sends its metrics over HTTP only; use one of the protocols "http/protobuf", "http/json", or the default aggregation`,
    );
  return readers.otlp({
    url: to.url.href,
    protocol,
    headers,
    timeoutMillis,
    compression,
    tls,
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
