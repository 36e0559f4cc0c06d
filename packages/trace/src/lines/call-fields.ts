import { runningCall } from '../running/call.js';

/** Which call a log line was written in, in the spelling of OpenTelemetry's log formats. */
export interface CallFields {
  /** 32 hexadecimal digits; absent where the call has no span. */
  readonly trace_id?: string;
  /** 16 hexadecimal digits; absent where the call has no span. */
  readonly span_id?: string;
  readonly call_id?: string;
  readonly fn_name?: string;
}

/**
 * What a log line may say of the running call; nothing outside of one. A new object every time, which may be changed, as
 * loggers do. Never throws.
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export function callFields(): CallFields {
  const call = runningCall();
  if (call === undefined || call.isFinished) return {};
  const { callId: call_id, fnName: fn_name } = call;
  const ids = call.spanIds();
  if (ids === undefined) return { call_id, fn_name };
  return { trace_id: ids.traceId, span_id: ids.spanId, call_id, fn_name };
}
