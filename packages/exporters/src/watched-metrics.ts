import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describe, report } from '@portcall/core';

type Done = Parameters<PushMetricExporter['export']>[1];

/** Reports the first export that fails and counts the others; OpenTelemetry's reader tells nobody. */
export function watchedMetrics<E extends PushMetricExporter>(exporter: E, destination: string): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics: ResourceMetrics, done: Done): void =>
    send(metrics, (result) => {
      if (result.code !== SUCCESS) {
        report({
          key: 'export.metrics_failed',
          about: destination,
          message: () =>
            `metrics could not be delivered to ${destination} (${describe(result.error)}); sums are cumulative, so the ` +
            'next export that gets through carries them',
        });
      }
      done(result);
    });
  return exporter;
}

const SUCCESS = 0; // OpenTelemetry's ExportResultCode, as a number so that nothing is loaded for it
