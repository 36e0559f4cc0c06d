export { reportProblemsToDiag } from './diag.js';
export { EARLY_HISTOGRAM_VALUES } from './metrics/early.js';
export { type InstrumentsOptions, instruments, instrumentsOf, type SourcedInstruments } from './metrics/instruments.js';
export {
  type MeterProviderLike,
  type MeterSource,
  meterProviderChanged,
  type SourceState,
} from './metrics/meter-source.js';
export {
  type SdkDataPoint,
  type SdkMetric,
  type SdkMetrics,
  type SdkScopeMetrics,
  sdkPoints,
} from './metrics/sdk-points.js';
export { DEFAULT_SPAN_LIMITS, type SpanLimits } from './spans/guard/span-limits.js';
export { checkedDbOps, type DbOps } from './spans/op-rendering.js';
export { spanIds } from './spans/span-ids.js';
export type { SamplerLike, SpanPipeline } from './spans/span-pipeline.js';
export { otelSpans, type SpansOptions } from './spans/spans.js';
