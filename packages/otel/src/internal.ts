/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export { reportProblemsToDiag } from './diag.js';
export type { BackedMeter } from './metrics/catalog-backend.js';
export { EARLY_HISTOGRAM_VALUES } from './metrics/early.js';
export { instrumentsOf, type SourcedInstruments } from './metrics/instruments.js';
export type { MeterSource, SourceState } from './metrics/meter-source.js';
export {
  type SdkDataPoint,
  type SdkMetric,
  type SdkMetrics,
  type SdkScopeMetrics,
  sdkPoints,
} from './metrics/sdk-points.js';
export { b3MultiPropagator, b3Propagator } from './propagation/b3.js';
export { baggagePropagator } from './propagation/baggage.js';
export { compositePropagator } from './propagation/composite.js';
export { isTracingSuppressed, suppressTracing } from './propagation/suppression.js';
export { traceContextPropagator } from './propagation/trace-context.js';
export { DEFAULT_SPAN_LIMITS } from './spans/guard/span-limits.js';
export { checkedDbOps } from './spans/op-rendering.js';
export { sampledIdsIn } from './spans/open-call.js';
export { spanIds } from './spans/span-ids.js';
export type { SpanPipeline } from './spans/span-pipeline.js';
export { idsOf } from './tracer/id-source.js';
export { alwaysOff, alwaysOn } from './tracer/sampling/always.js';
export { guardedSampler } from './tracer/sampling/foreign-sampler.js';
export { parentBased } from './tracer/sampling/parent-based.js';
export { traceIdRatio } from './tracer/sampling/trace-id-ratio.js';
export { type SpanStartListener, spanStarts } from './tracer/span-starts.js';
export { PipelineTracerProvider } from './tracer/tracer-provider.js';
