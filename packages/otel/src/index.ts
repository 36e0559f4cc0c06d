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
export type { IdGenerator } from './tracer/id-source.js';
export type { ReadableSpan, Resource, SpanExporter, SpanProcessor, TimedEvent } from './tracer/readable-span.js';
export type { Sampler, SamplingResult } from './tracer/sampling/sampler.js';
