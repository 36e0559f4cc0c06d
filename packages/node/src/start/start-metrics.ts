import type { Resource } from '@opentelemetry/resources';
import { shown } from '@portcall/core/internal';
import type { MetricsExport } from '@portcall/exporters';
import type { SampledSpans } from '@portcall/metrics';
import type { Delivering } from '../end/deadline.js';
import { sdkAggregation } from '../sdk/metrics/sdk-aggregation.js';
import type { Settings } from '../settings/settings.js';
import type { Aggregation, OpenAggregation } from './aggregation.js';
import { storeAggregation } from './store-aggregation.js';

export interface MetricsParts {
  readonly resource: Resource;
  readonly settings: Settings;
  /** Gets what must be flushed. */
  readonly delivering: Delivering[];
  readonly openSpans: SampledSpans;
}

/**
 * Begins to export what is recorded from now on.
 * @throws Error naming the setting of an exporter that cannot work
 */
export function startMetrics({ resource, settings, delivering, openSpans }: MetricsParts): OpenAggregation {
  const aggregation = aggregationOf(resource, settings, openSpans);
  for (const exporter of settings.metricExporters) {
    const given = aggregation.exportBy(exporter);
    // Whoever has metrics() must give something.
    if (given === undefined && exporter.metrics === undefined) continue;
    const exporting = checkedExport(exporter.name, given);
    delivering.push({
      what: `the metrics of ${exporter.name}`,
      ...(exporting.account === undefined ? {} : { account: exporting.account }),
      flush: (timeoutMillis) => exporting.flush(timeoutMillis),
      shutdown: (timeoutMillis) => exporting.shutdown(timeoutMillis),
      leave: () => exporting.leave?.(),
    });
  }
  for (const reader of settings.metricReaders) {
    delivering.push({
      what: `the metric reader ${reader.constructor.name}`,
      flush: () => reader.forceFlush(),
      shutdown: () => reader.shutdown(),
    });
  }
  return aggregation.open();
}

function aggregationOf(resource: Resource, settings: Settings, openSpans: SampledSpans): Aggregation {
  const { seriesLimit, metricExportIntervalMillis: exportIntervalMillis, views, metricReaders } = settings;
  // Above the most that a metric of `instruments()` can have, so that the SDK, which drops all attributes, never steps in.
  const options = { resource, exportIntervalMillis, seriesLimit, cardinalityLimit: 2 * seriesLimit + 3 };
  return settings.aggregation === 'sdk'
    ? sdkAggregation({ ...options, views, metricReaders })
    : storeAggregation({
        ...options,
        sampledSpans: settings.exemplarFilter === 'always_off' ? undefined : openSpans,
      });
}

/** Programs without types may give anything, and a missing one would only show when the process ends. */
function checkedExport(name: string, given: Partial<MetricsExport> | null | undefined): MetricsExport {
  if (typeof given?.flush === 'function' && typeof given.shutdown === 'function') return given as MetricsExport;
  throw new Error(
    `exporters: metrics() of ${shown(name)} gave ${shown(given)}; give an object with flush() and shutdown()`,
  );
}
