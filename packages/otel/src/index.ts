export { type InstrumentsOptions, instruments } from './metrics/instruments.js';
export { type MeterProviderLike, meterProviderChanged } from './metrics/meter-source.js';
export {
  type MetricProducerOptions,
  metricProducer,
  type ProducedMetrics,
  type StoreProducer,
} from './metrics/metric-producer.js';
export type { SpanLimits } from './spans/guard/span-limits.js';
export type { DbOps } from './spans/op-rendering.js';

export { otelSpans, type SpansOptions } from './spans/spans.js';
