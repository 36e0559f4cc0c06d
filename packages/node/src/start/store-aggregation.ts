import { type SampledSpans, store } from '@portcall/metrics';
import type { Resource } from '../resource/resource.js';
import type { HistogramAggregation } from '../settings/environment/histogram-aggregation.js';
import type { Aggregation } from './aggregation.js';
import { withExponentialHistograms } from './exponential-histograms.js';
import { metricsOf } from './metric-source.js';

export interface StoreAggregationOptions {
  readonly resource: Resource;
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
  readonly histogramAggregation: HistogramAggregation;
  readonly seriesLimit: number;
  readonly cardinalityLimit: number;
  /** What exemplars are taken of; undefined for none. */
  readonly sampledSpans: SampledSpans | undefined;
}

/** A store of ours, and beside it what third parties record through OpenTelemetry's API: exporters read both as one. */
export function storeAggregation({
  seriesLimit,
  sampledSpans,
  histogramAggregation,
  ...options
}: StoreAggregationOptions): Aggregation {
  const kept = store({ seriesLimit, ...(sampledSpans === undefined ? {} : { sampledSpans }) });
  const backend = histogramAggregation === 'explicit_bucket_histogram' ? kept : withExponentialHistograms(kept);
  const metrics = metricsOf({ store: kept, backend, ...options });
  return {
    exportBy: (exporter, beside) => exporter.metrics?.(beside(metrics.source)),
    open() {
      const provider = metrics.meterProvider();
      return { backend, meterProvider: provider, close: () => backend.close(), end: () => provider.shutdown() };
    },
  };
}
