import {
  type Context,
  createContextKey,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { headerIn } from './header.js';
import { isTracingSuppressed } from './suppression.js';

/*
 * What Zipkin's clients pass on, in one header or in several.
 * https://github.com/openzipkin/b3-propagation
 */
const B3 = 'b3';
const TRACE_ID = 'x-b3-traceid';
const SPAN_ID = 'x-b3-spanid';
const SAMPLED = 'x-b3-sampled';
const FLAGS = 'x-b3-flags';
const PARENT_SPAN_ID = 'x-b3-parentspanid';

const SINGLE = /^([\da-f]{16}|[\da-f]{32})-([\da-f]{16})(?:-([01d])(?:-[\da-f]{16})?)?$/i;
const IS_SAMPLED = ['1', 'd', 'true', 'True'];
const IS_NOT_SAMPLED = ['0', 'false', 'False'];

/** That the caller wants the trace whatever anybody decides. The key is that of OpenTelemetry's own propagator. */
const DEBUG = createContextKey('OpenTelemetry Context Key B3 Debug Flag');

/** Sends one header, `b3`; takes either form. */
export const b3Propagator: TextMapPropagator = Object.freeze<TextMapPropagator>({
  inject(context, carrier, setter) {
    const span = sendable(context);
    if (span === undefined) return;
    setter.set(carrier, B3, `${span.traceId}-${span.spanId}-${isDebug(context) ? 'd' : span.sampled}`);
  },
  extract,
  fields: () => [B3],
});

/** Sends one header for each part; takes either form. */
export const b3MultiPropagator: TextMapPropagator = Object.freeze<TextMapPropagator>({
  inject(context, carrier, setter) {
    const span = sendable(context);
    if (span === undefined) return;
    setter.set(carrier, TRACE_ID, span.traceId);
    setter.set(carrier, SPAN_ID, span.spanId);
    // Who says debug says sampled with it, and must not say it twice.
    if (isDebug(context)) setter.set(carrier, FLAGS, '1');
    else setter.set(carrier, SAMPLED, span.sampled);
  },
  extract,
  fields: () => [TRACE_ID, SPAN_ID, FLAGS, SAMPLED, PARENT_SPAN_ID],
});

interface Received {
  readonly traceId: string;
  readonly spanId: string;
  /** As the header says it; undefined where the caller has not decided. */
  readonly sampled: string | undefined;
}

function sendable(context: Context): { traceId: string; spanId: string; sampled: '0' | '1' } | undefined {
  const span = trace.getSpanContext(context);
  if (span === undefined || !isSpanContextValid(span) || isTracingSuppressed(context)) return undefined;
  return { ...span, sampled: (span.traceFlags & TraceFlags.SAMPLED) === 0 ? '0' : '1' };
}

/** From one header it is the `d` that stands for it, from several the flag 1. */
function isDebug(context: Context): boolean {
  return context.getValue(DEBUG) !== undefined;
}

/** The single header counts before the others, where it can be read. */
function extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
  const received = fromOne(carrier, getter) ?? fromSeveral(carrier, getter);
  if (received === undefined) return context;
  const { sampled, ...ids } = received;
  const traceFlags = isSampled(sampled) ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const span = { ...ids, traceFlags, isRemote: true };
  if (!isSpanContextValid(span)) return context;
  return trace.setSpanContext(sampled === 'd' ? context.setValue(DEBUG, sampled) : context.deleteValue(DEBUG), span);
}

function isSampled(sampled: string | undefined): boolean {
  return sampled !== undefined && IS_SAMPLED.includes(sampled);
}

function fromOne<C>(carrier: C, getter: TextMapGetter<C>): Received | undefined {
  const [, traceId, spanId, sampled] = SINGLE.exec(headerIn(carrier, getter, B3) ?? '') ?? [];
  return traceId === undefined ? undefined : received(traceId, spanId!, sampled?.toLowerCase());
}

function fromSeveral<C>(carrier: C, getter: TextMapGetter<C>): Received | undefined {
  const sampled = headerIn(carrier, getter, FLAGS) === '1' ? 'd' : headerIn(carrier, getter, SAMPLED);
  if (sampled !== undefined && !isSampled(sampled) && !IS_NOT_SAMPLED.includes(sampled)) return undefined;
  return received(headerIn(carrier, getter, TRACE_ID) ?? '', headerIn(carrier, getter, SPAN_ID) ?? '', sampled);
}

/** Ids of 64 bits are ids of 128 that begin with zeros. */
function received(traceId: string, spanId: string, sampled: string | undefined): Received {
  return { traceId: traceId.toLowerCase().padStart(32, '0'), spanId: spanId.toLowerCase(), sampled };
}
