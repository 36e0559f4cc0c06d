import type { Exporter, MetricsExport } from '@portcall/exporters';
import type { SampledSpans } from '@portcall/metrics';
import { sdkMetricsOf } from '../account/sdk-metrics.js';
import type { SharedEndpoint } from '../cluster/shared-endpoint.js';
import { checkedMetrics } from '../end/checked-export.js';
import type { Delivering } from '../end/delivering.js';
import type { Resource } from '../resource/resource.js';
import { sdkAggregation } from '../sdk/metrics/sdk-aggregation.js';
import type { Settings } from '../settings/settings.js';
import type { Aggregation, OpenAggregation } from './aggregation.js';
import { storeAggregation } from './store-aggregation.js';

export interface MetricsParts {
  readonly resource: Resource;
  readonly settings: Settings;
  /** What each exporter is called. */
  readonly names: ReadonlyMap<Exporter, string>;
  /** Gets what must be flushed. */
  readonly delivering: Delivering[];
  readonly openSpans: SampledSpans;
  readonly endpoint: SharedEndpoint;
}

/**
 * Begins to export what is recorded from now on.
 * @throws Error naming the setting of an exporter that cannot work
 */
export function startMetrics({ names, ...parts }: MetricsParts): OpenAggregation {
  const { settings, delivering, endpoint } = parts;
  const aggregation = aggregationOf(parts);
  for (const exporter of settings.metricExporters) {
    const given = aggregation.exportBy(exporter);
    // Whoever has metrics() must give something.
    if (given === undefined && exporter.metrics === undefined) continue;
    const exporting = checkedMetrics(exporter.name, given);
    const ending = exporter.pulled === true ? endpoint.leavingWith(exporting) : exporting;
    delivering.push(metricsOf(exporter, names.get(exporter)!, ending));
  }
  for (const reader of settings.metricReaders) {
    const name = reader.constructor.name;
    delivering.push({
      what: `the metric reader ${name}`,
      exporter: name,
      flush: () => reader.forceFlush(),
      shutdown: () => reader.shutdown(),
    });
  }
  return aggregation.open();
}

function metricsOf(exporter: Exporter, name: string, exporting: MetricsExport): Delivering {
  return {
    what: `the metrics of ${name}`,
    exporter: name,
    pulled: exporter.pulled === true,
    account: exporting.account,
    receiver: exporting.receiver ?? exporter.destination,
    failure: () => exporting.failure?.(),
    flush: (timeoutMillis) => exporting.flush(timeoutMillis),
    shutdown: (timeoutMillis) => exporting.shutdown(timeoutMillis),
    leave: exporting.leave && (() => exporting.leave?.()),
  };
}

function aggregationOf({
  resource,
  settings,
  openSpans,
  delivering,
  endpoint,
}: Omit<MetricsParts, 'names'>): Aggregation {
  const { seriesLimit, metricExportIntervalMillis: exportIntervalMillis, views, metricReaders } = settings;
  // Above the most that a metric of `instruments()` can have, so that the SDK, which drops all attributes, never steps in.
  const exportTimeoutMillis = settings.metricExportTimeoutMillis;
  const options = {
    resource,
    exportIntervalMillis,
    exportTimeoutMillis,
    seriesLimit,
    cardinalityLimit: 2 * seriesLimit + 3,
    endpoint,
  };
  return settings.aggregation === 'sdk'
    ? sdkAggregation({ ...options, views, metricReaders })
    : storeAggregation({
        ...options,
        histogramAggregation: settings.histogramAggregation,
        sdkMetrics: sdkMetricsOf(delivering),
        sampledSpans: settings.exemplarFilter === 'always_off' ? undefined : openSpans,
      });
}
