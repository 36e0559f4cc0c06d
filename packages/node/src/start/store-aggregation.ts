import type { Resource } from '@opentelemetry/resources';
import { type MetricPoints, type SampledSpans, store } from '@portcall/metrics';
import type { SharedEndpoint } from '../cluster/shared-endpoint.js';
import type { Aggregation } from './aggregation.js';
import { metricsOf } from './metric-source.js';

export interface StoreAggregationOptions {
  readonly resource: Resource;
  readonly exportIntervalMillis: number;
  readonly seriesLimit: number;
  readonly cardinalityLimit: number;
  /** What exemplars are taken of; undefined for none. */
  readonly sampledSpans: SampledSpans | undefined;
  /** What telemetry says of itself, whenever it is asked. */
  readonly sdkMetrics: () => readonly MetricPoints[];
  /** What is scraped may be of many processes. */
  readonly endpoint: SharedEndpoint;
}

/** A store of ours, and beside it what third parties record through OpenTelemetry's API: exporters read both as one. */
export function storeAggregation({ seriesLimit, sampledSpans, ...options }: StoreAggregationOptions): Aggregation {
  const backend = store({ seriesLimit, ...(sampledSpans === undefined ? {} : { sampledSpans }) });
  const metrics = metricsOf({ store: backend, ...options });
  return {
    exportBy: (exporter) => exporter.metrics?.(exporter.pulled === true ? metrics.pulledSource : metrics.source),
    open() {
      const provider = metrics.meterProvider();
      return { backend, meterProvider: provider, close: () => backend.close(), end: () => provider.shutdown() };
    },
  };
}
