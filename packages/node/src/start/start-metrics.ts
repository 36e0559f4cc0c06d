import type { Resource } from '@opentelemetry/resources';
import { shown } from '@portcall/core/internal';
import type { MetricsExport } from '@portcall/exporters';
import type { Store } from '@portcall/metrics';
import type { Delivering } from '../end/deadline.js';
import type { ThirdParties } from '../sdk/metrics-sdk.js';
import type { Settings } from '../settings/settings.js';
import { metricsOf } from './metric-source.js';

export interface MetricsParts {
  readonly store: Store;
  readonly resource: Resource;
  readonly settings: Pick<Settings, 'metricExporters' | 'metricExportIntervalMillis' | 'seriesLimit'>;
  /** Gets what must be flushed. */
  readonly delivering: Delivering[];
}

/**
 * Begins to export what is in the store.
 * @returns the provider for the instruments of third parties, which are exported with it
 * @throws Error naming the setting of an exporter that cannot work
 */
export function startMetrics({ store, resource, settings, delivering }: MetricsParts): ThirdParties['provider'] {
  const { source, ...metrics } = metricsOf({
    store,
    resource,
    exportIntervalMillis: settings.metricExportIntervalMillis,
    // Above the most that a metric of `instruments()` can have, so that the SDK, which drops all attributes, never steps in.
    cardinalityLimit: 2 * settings.seriesLimit + 3,
  });
  for (const exporter of settings.metricExporters) {
    if (exporter.metrics === undefined) continue;
    const exporting = checkedExport(exporter.name, exporter.metrics(source));
    delivering.push({
      what: `the metrics of ${exporter.name}`,
      flush: () => exporting.flush(),
      shutdown: () => exporting.shutdown(),
    });
  }
  return metrics.meterProvider();
}

/** Programs without types may give anything, and a missing one would only show when the process ends. */
function checkedExport(name: string, given: Partial<MetricsExport> | null | undefined): MetricsExport {
  if (typeof given?.flush === 'function' && typeof given.shutdown === 'function') return given as MetricsExport;
  throw new Error(
    `exporters: metrics() of ${shown(name)} gave ${shown(given)}; give an object with flush() and shutdown()`,
  );
}
