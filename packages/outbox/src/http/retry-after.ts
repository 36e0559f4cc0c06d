const LONGEST_MS = 300_000;

/**
 * Milliseconds until which a receiver wants no request, of its Retry-After header: seconds or a date. At most five minutes: it
 * is the answer of one moment, and somebody who writes an hour or a year there by mistake would silence an application for as
 * long.
 * @returns undefined where it says nothing that can be waited for
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMillis(header: string | undefined, now: number = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text)) return boundedWait(Number(text) * 1_000);
  // `Date.parse` takes "-5" and "abc 1" for dates too; those of HTTP begin with a weekday.
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : boundedWait(at - now);
}

/** Milliseconds that a receiver is left alone for, of those it has asked for. */
export function boundedWait(millis: number): number {
  return Math.min(Math.max(Math.ceil(millis), 0), LONGEST_MS);
}
