import { isSpanContextValid, type SpanContext, type TextMapPropagator, trace } from '@opentelemetry/api';
import { headerIn, headersIn } from './header.js';
import { isTracingSuppressed } from './suppression.js';
import { traceStateOf } from './trace-state.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

// Versions to come may have further parts; of version 00 there are four. ff is none.
const HEADER =
  /^\s?(?:00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})|(?!00|ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?)\s?$/;

/** Flags of version 00: that the trace is sampled, and that its id is random. All others must be sent as 0. */
const KNOWN_FLAGS = 0b11;

/**
 * Passes on who called, by the headers `traceparent` and `tracestate`.
 * @see https://www.w3.org/TR/trace-context-2/
 */
export const traceContextPropagator: TextMapPropagator = Object.freeze<TextMapPropagator>({
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (span === undefined || !isSpanContextValid(span) || isTracingSuppressed(context)) return;
    setter.set(
      carrier,
      TRACEPARENT,
      `00-${span.traceId}-${span.spanId}-0${(span.traceFlags & KNOWN_FLAGS).toString(16)}`,
    );
    const state = span.traceState?.serialize() ?? '';
    if (state !== '') setter.set(carrier, TRACESTATE, state);
  },

  extract(context, carrier, getter) {
    const header = headerIn(carrier, getter, TRACEPARENT);
    const parent = header === undefined ? undefined : parentIn(header);
    if (parent === undefined) return context;
    const states = headersIn(carrier, getter, TRACESTATE);
    return trace.setSpanContext(
      context,
      states.length === 0 ? parent : { ...parent, traceState: traceStateOf(states.join(',')) },
    );
  },

  fields: () => [TRACEPARENT, TRACESTATE],
});

function parentIn(header: string): SpanContext | undefined {
  const found = HEADER.exec(header);
  if (found === null) return undefined;
  const [, traceId, spanId, flags] = found[1] === undefined ? found.slice(3) : found;
  const parent = { traceId: traceId!, spanId: spanId!, traceFlags: Number.parseInt(flags!, 16), isRemote: true };
  return isSpanContextValid(parent) ? parent : undefined;
}
