import { LONGEST_TIMER_MS } from '../plain/clock.js';
import { listed, shown } from './shown.js';

/*
 * The rules that many options share, each with its one sentence: `<what>: <value> is not …; <what to do>`.
 */

/** @throws Error such as `capacity: 0 is not a positive whole number; give how many items to keep` */
export function checkedCount(value: number, what: string, todo: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw refused(what, value, 'a positive whole number', todo);
}

/** @throws Error such as `name: 5 is not a text; give the name that problems show` */
export function checkedText(value: unknown, what: string, todo: string): string {
  if (typeof value === 'string') return value;
  throw refused(what, value, 'a text', todo);
}

/** @throws Error such as `batch(send): undefined is not a function; give a function that takes the items` */
export function checkedFunction<F>(value: F, what: string, todo: string): F {
  if (typeof value === 'function') return value;
  throw refused(what, value, 'a function', todo);
}

/** @throws Error such as `exporters: "otlp" is not an array; write ["otlp"], for one` */
export function checkedArray<T>(value: T, what: string, todo: string): T & readonly unknown[] {
  if (Array.isArray(value)) return value as T & readonly unknown[];
  throw refused(what, value, 'an array', todo);
}

/** @throws Error such as `policy: unknown value "none"; use one of "drop-oldest", "drop-newest", "block"` */
export function checkedOneOf<const V>(value: unknown, known: readonly V[], what: string): V {
  if (known.includes(value as V)) return value as V;
  throw new Error(`${what}: unknown value ${shown(value)}; use one of ${listed(known)}`);
}

/**
 * A time that a timer can wait: more than 0 milliseconds.
 * @param shown what the message shows, where that is not the value itself but the text it was read from
 * @throws Error such as `timeoutMillis: "soon" is not a number of milliseconds; give one from 1 to 2147483647`
 */
export function checkedMilliseconds(value: unknown, what: string, shown: unknown = value): number {
  // setTimeout and setInterval turn what does not fit 31 bits into one millisecond, and take no bigint.
  if (typeof value === 'number' && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw refused(what, shown, MILLISECONDS, `give one from 1 to ${LONGEST_TIMER_MS}`);
}

/** As `checkedMilliseconds()`, where 0 is a time too and leaving it out waits without a limit. */
export function checkedWait(value: unknown, what: string): number {
  if (value === 0) return 0;
  if (typeof value === 'number' && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw refused(
    what,
    value,
    MILLISECONDS,
    `give one from 0 to ${LONGEST_TIMER_MS}, or leave it out to wait without a limit`,
  );
}

const MILLISECONDS = 'a number of milliseconds';

function refused(what: string, value: unknown, wanted: string, todo: string): Error {
  return new Error(`${what}: ${shown(value)} is not ${wanted}; ${todo}`);
}
