import type { Link, SpanContext, TraceState } from '@opentelemetry/api';
import type { BoundedAttributes } from './bounded-attributes.js';

/**
 * A link as a span keeps it, a copy.
 * @returns undefined for what names no span
 * @throws whatever reading it throws
 */
export function linkOf(given: unknown, attributes: BoundedAttributes): Link | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const link = given as { readonly context?: unknown; readonly attributes?: unknown };
  const context = spanContextOf(link.context);
  if (context === undefined) return undefined;
  attributes.setAll(link.attributes);
  const kept: Link = { context };
  if (Object.keys(attributes.values).length > 0) kept.attributes = attributes.values;
  if (attributes.dropped > 0) kept.droppedAttributesCount = attributes.dropped;
  return kept;
}

const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;

function spanContextOf(given: unknown): SpanContext | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { traceId, spanId, traceFlags, traceState, isRemote } = given as {
    readonly [K in keyof SpanContext]?: unknown;
  };
  if (!matches(traceId, TRACE_ID) || !matches(spanId, SPAN_ID)) return undefined;
  const kept: SpanContext = { traceId, spanId, traceFlags: typeof traceFlags === 'number' ? traceFlags & 0xff : 0 };
  if (isRemote === true) kept.isRemote = true;
  if (isTraceState(traceState)) kept.traceState = traceState;
  return kept;
}

function matches(given: unknown, form: RegExp): given is string {
  return typeof given === 'string' && form.test(given);
}

/** It is asked for its text when it is sent, and checked then. */
function isTraceState(given: unknown): given is TraceState {
  return (
    typeof given === 'object' &&
    given !== null &&
    typeof (given as { readonly serialize?: unknown }).serialize === 'function'
  );
}
