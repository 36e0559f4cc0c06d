export { withAttributes } from './around/with-attributes.js';
export { type CurrentCall, currentCall, type Identity, recordOp } from './current-call.js';
export { type CallFields, callFields } from './lines/call-fields.js';
export type { CallIds } from './lines/line-ids.js';
export type { Finding, LintName } from './lints/finding.js';
export { lintCalls } from './lints/lint-calls.js';
export type { LintOptions } from './lints/lint-options.js';
export { lintTrace } from './lints/lint-trace.js';
export { type OpDetails, op } from './op-timing.js';
export { type OpenCallOptions, openCall } from './opened/open-call.js';
export type { OpenedCall } from './opened/opened-call.js';
export type {
  Budget,
  CallAttributes,
  CallKind,
  CallStart,
  Cut,
  FnTrace,
  FnType,
  Outcome,
  SentRequest,
} from './record/fn-trace.js';
export { frozenTrace } from './record/frozen-trace.js';
export type { FinishedOp, Op, OpName, OpSummary, Schedule } from './record/op.js';
export { TraceBuilder, type TraceBuilderOptions } from './record/trace-builder.js';
export { DEFAULT_LIMITS, type TraceLimits } from './record/trace-limits.js';
export { RollbackError, rollback } from './rollback.js';
export { untraced } from './running/async-context.js';
export type { AnyFunction } from './running/run-call.js';
export { runScheduled, type ScheduleOrigin, schedule } from './schedule.js';
export type { SpanIds, SpanOfCall, SpanPort, StartingCall } from './span-port.js';
export { TraceLog, type TraceLogOptions } from './trace-log.js';
export { type Traceable, type TracedOptions, traced } from './traced.js';
export { action, mutation, query, tracedFunctions, type Untitled } from './traced-functions.js';
export {
  type RunningTracing,
  startTracing,
  type TraceListener,
  type TraceSink,
  type TracingOptions,
} from './tracing.js';
export { parseTrace, traceToJson, traceToWire, type WireOp, type WireSchedule, type WireTrace } from './wire/wire.js';
