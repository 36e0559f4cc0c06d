import { type Context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** The key under which OpenTelemetry's SDK keeps it, in all its versions. */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** A context in which nothing is traced, and whose trace is told to nobody: for what delivers telemetry. */
export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESSED, true);
}

export function isTracingSuppressed(context: Context): boolean {
  return context !== ROOT_CONTEXT && context.getValue(SUPPRESSED) === true;
}
