export { reportProblemsToDiag } from './diag.js';
export { EARLY_HISTOGRAM_VALUES } from './early.js';
export { type InstrumentsOptions, instruments, instrumentsOf, type SourcedInstruments } from './instruments.js';
export { type MeterProviderLike, type MeterSource, meterProviderChanged, type SourceState } from './meter-source.js';
export { checkedDbOps, type DbOps } from './op-rendering.js';
export { spanIds } from './span-ids.js';
export { DEFAULT_SPAN_LIMITS, type SpanLimits } from './span-limits.js';
export type { SamplerLike, SpanPipeline } from './span-pipeline.js';
export { otelSpans, type SpansOptions } from './spans.js';
