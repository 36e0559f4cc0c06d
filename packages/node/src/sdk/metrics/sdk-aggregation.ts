import { systemClock } from '@portcall/core';
import type { MetricReading, MetricSource } from '@portcall/exporters';
import type { Temporality } from '@portcall/metrics';
import { instrumentsOf } from '@portcall/otel/internal';
import { readOnceDetected } from '../../resource/once-detected.js';
import type { Resource } from '../../resource/resource.js';
import type { SdkMetricReader, SdkView } from '../../settings/sdk-metric-parts.js';
import type { Aggregation } from '../../start/aggregation.js';
import { type IMetricReader, type MeterProvider, metricsSdk, type ViewOptions } from './metrics-sdk.js';
import { sdkReaders } from './sdk-readers.js';
import { sdkReading } from './sdk-reading.js';

export interface SdkAggregationOptions {
  readonly resource: Resource;
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
  readonly seriesLimit: number;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
  readonly views: readonly SdkView[];
  /** The app's own, beside those of the exporters. They are flushed and ended where those are. */
  readonly metricReaders: readonly SdkMetricReader[];
}

/**
 * OpenTelemetry's SDK, as an app would set it up by hand: catalogs are bound to its instruments, its own readers export, and
 * views apply. An exporter that has no reader of OpenTelemetry's kind reads what the SDK has collected.
 */
export function sdkAggregation(options: SdkAggregationOptions): Aggregation {
  const { resource, exportIntervalMillis, exportTimeoutMillis, seriesLimit, cardinalityLimit, views, metricReaders } =
    options;
  const made: IMetricReader[] = [];
  const readers = sdkReaders({
    exportIntervalMillis,
    exportTimeoutMillis,
    cardinalityLimit,
    made: (reader) => made.push(reader),
  });
  const reading = (temporality: Temporality): MetricReading => {
    const all = sdkReading({ temporality, cardinalityLimit, exportTimeoutMillis });
    made.push(all.reader);
    return readOnceDetected(resource, {
      collect: async () => ({ time: systemClock.wall(), metrics: await all.points() }),
    });
  };
  const source: MetricSource = Object.freeze({
    get resource() {
      return resource.attributes;
    },
    exportIntervalMillis,
    reading,
  });

  return {
    exportBy: (exporter, beside) => exporter.sdkMetrics?.(readers) ?? exporter.metrics?.(beside(source)),
    open() {
      const { MeterProvider } = metricsSdk();
      const provider = new MeterProvider({
        resource,
        views: [...views] as ViewOptions[],
        readers: [...made, ...(metricReaders as readonly IMetricReader[])],
      });
      return { ...boundTo(provider, seriesLimit), meterProvider: provider, end: async () => {} };
    },
  };
}

/** Instruments of the provider, until they are closed. */
function boundTo(provider: MeterProvider, seriesLimit: number) {
  let state: 'open' | 'closed' = 'open';
  const { backend, connect } = instrumentsOf(
    {
      state: () => state,
      meter: (scope, version) => (version === '' ? provider.getMeter(scope) : provider.getMeter(scope, version)),
    },
    { seriesLimit },
  );
  return {
    backend,
    close() {
      state = 'closed';
      connect();
    },
  };
}
