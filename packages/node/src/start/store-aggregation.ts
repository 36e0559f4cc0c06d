import type { Resource } from '@opentelemetry/resources';
import { type SampledSpans, store } from '@portcall/metrics';
import type { Aggregation } from './aggregation.js';
import { metricsOf } from './metric-source.js';

export interface StoreAggregationOptions {
  readonly resource: Resource;
  readonly exportIntervalMillis: number;
  readonly seriesLimit: number;
  readonly cardinalityLimit: number;
  /** What exemplars are taken of; undefined for none. */
  readonly sampledSpans: SampledSpans | undefined;
}

/** A store of ours, and beside it what third parties record through OpenTelemetry's API: exporters read both as one. */
export function storeAggregation({ seriesLimit, sampledSpans, ...options }: StoreAggregationOptions): Aggregation {
  const backend = store({ seriesLimit, ...(sampledSpans === undefined ? {} : { sampledSpans }) });
  const metrics = metricsOf({ store: backend, ...options });
  return {
    exportBy: (exporter, beside) => exporter.metrics?.(beside(metrics.source)),
    open() {
      const provider = metrics.meterProvider();
      return { backend, meterProvider: provider, close: () => backend.close(), end: () => provider.shutdown() };
    },
  };
}
