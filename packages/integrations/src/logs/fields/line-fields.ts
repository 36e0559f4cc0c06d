import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import { type CallFields, callFields } from '@portcall/trace';

/** As `callFields()`, and outside of calls the ids of the active span, where there is one. Undefined where there is nothing. */
export function lineFields(): CallFields | undefined {
  const fields = callFields();
  if (fields.call_id !== undefined) return fields;
  const span = trace.getSpanContext(context.active());
  return span !== undefined && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : undefined;
}

/** Whether a line says already which call or span it belongs to. */
export function hasLineFields(line: object): boolean {
  return 'trace_id' in line || 'call_id' in line;
}
