import { type Context, createContextKey } from '@opentelemetry/api';

// Of @opentelemetry/core's suppressTracing(): the API makes keys of one text the same.
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Whether no spans are wanted in a context, as inside of an exporter: what it does would give more spans, without an end. */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESSED) === true;
}

export function suppressed(context: Context): Context {
  return context.setValue(SUPPRESSED, true);
}
