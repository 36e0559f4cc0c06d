import { EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, EXCEPTION_TYPE } from '../semconv.js';

/**
 * What an app's `recordException()` writes, as the SDK reads it: an error's code before its name.
 * @returns undefined for what has neither a type nor a message, of which the SDK records nothing
 * @throws whatever reading it throws
 */
export function exceptionAttributes(exception: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof exception === 'string') return exception === '' ? undefined : { [EXCEPTION_MESSAGE]: exception };
  if (exception === undefined || exception === null) return undefined;
  const { code, name, message, stack } = exception as Readonly<Record<string, unknown>>;
  const attributes: Record<string, unknown> = {};
  if (code) attributes[EXCEPTION_TYPE] = (code as { toString(): unknown }).toString();
  else if (name) attributes[EXCEPTION_TYPE] = name;
  if (message) attributes[EXCEPTION_MESSAGE] = message;
  if (stack) attributes[EXCEPTION_STACKTRACE] = stack;
  return attributes[EXCEPTION_TYPE] || attributes[EXCEPTION_MESSAGE] ? attributes : undefined;
}
