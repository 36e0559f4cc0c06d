import type { Exporter, MetricsExport } from '@portcall/exporters';
import { SdkMetrics } from '../account/sdk-metrics/sdk-metrics.js';
import type { SharedEndpoint } from '../cluster/shared-endpoint.js';
import { checkedMetrics } from '../end/checked-export.js';
import type { Delivering } from '../end/delivering.js';
import type { Resource } from '../resource/resource.js';
import { sdkAggregation } from '../sdk/metrics/sdk-aggregation.js';
import type { OpenSpans } from '../sdk/open-spans.js';
import { isShownBy } from '../settings/sdk-metrics.js';
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
  readonly openSpans: OpenSpans;
  /** What is scraped may be of many processes. */
  readonly endpoint: SharedEndpoint;
}

/**
 * Begins to export what is recorded from now on.
 * @throws Error naming the setting of an exporter that cannot work
 */
export function startMetrics({ names, delivering, endpoint, ...parts }: MetricsParts): OpenAggregation {
  const { settings, openSpans } = parts;
  const aggregation = aggregationOf(parts);
  const sdkMetrics = new SdkMetrics({
    delivering,
    openSpans,
    exporters: settings.metricExporters,
    isShownBy: (exporter) => isShownBy(exporter, settings.sdkMetrics),
  });
  for (const exporter of settings.metricExporters) {
    const name = names.get(exporter)!;
    const isScraped = exporter.pulled === true;
    const given = aggregation.exportBy(exporter, (source) => {
      const whole = sdkMetrics.beside(source, exporter, name);
      return isScraped ? endpoint.source(whole, exporter) : whole;
    });
    // Whoever has metrics() must give something.
    if (given === undefined && exporter.metrics === undefined) continue;
    const exporting = checkedMetrics(exporter.name, given);
    delivering.push(metricsOf(exporter, name, isScraped ? endpoint.leavingWith(exporting) : exporting));
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
    componentType: exporting.componentType,
    receiver: exporting.receiver ?? exporter.destination,
    failure: () => exporting.failure?.(),
    flush: (timeoutMillis) => exporting.flush(timeoutMillis),
    shutdown: (timeoutMillis) => exporting.shutdown(timeoutMillis),
    leave: exporting.leave && (() => exporting.leave?.()),
  };
}

type AggregationParts = Omit<MetricsParts, 'names' | 'delivering' | 'endpoint'>;

function aggregationOf({ resource, settings, openSpans }: AggregationParts): Aggregation {
  const { seriesLimit, metricExportIntervalMillis: exportIntervalMillis, views, metricReaders } = settings;
  // Above the most that a metric of `instruments()` can have, so that the SDK, which drops all attributes, never steps in.
  const exportTimeoutMillis = settings.metricExportTimeoutMillis;
  const options = {
    resource,
    exportIntervalMillis,
    exportTimeoutMillis,
    seriesLimit,
    cardinalityLimit: 2 * seriesLimit + 3,
  };
  return settings.aggregation === 'sdk'
    ? sdkAggregation({ ...options, views, metricReaders })
    : storeAggregation({
        ...options,
        histogramAggregation: settings.histogramAggregation,
        sampledSpans: settings.exemplarFilter === 'always_off' ? undefined : openSpans,
      });
}
