import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/** A span context as W3C `traceparent`, which can be stored and read in another process; undefined where it is none. */
export function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string | undefined {
  const context = { traceId, spanId, traceFlags };
  return isSpanContextValid(context)
    ? `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
    : undefined;
}

/** Reads it back; undefined for a text that is none. */
export function fromTraceparent(text: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) ?? [];
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}
