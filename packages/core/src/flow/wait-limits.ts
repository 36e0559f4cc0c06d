import { checkedWait } from '../problem/checked-value.js';
import { checkOptions } from '../problem/refused-options.js';
import { shown } from '../problem/shown.js';

/** How long to wait for something. */
export interface WaitLimits {
  /** Milliseconds, from 0, which only looks, to 2,147,483,647. @default no limit */
  readonly timeoutMillis?: number;
  /** Waits no longer once it is aborted; takes nothing where it is aborted already. */
  readonly signal?: AbortSignal;
}

/** Nothing came within the limits, and nothing was taken. Neither an item nor an end, and more may come. */
export interface GaveUp {
  readonly done: false;
  readonly value: undefined;
  readonly gaveUp: 'timeout' | 'signal';
}

export const TIMED_OUT: GaveUp = Object.freeze({ done: false, value: undefined, gaveUp: 'timeout' });
export const ABORTED: GaveUp = Object.freeze({ done: false, value: undefined, gaveUp: 'signal' });

/** @throws Error for a time that no timer takes, a signal that cannot be listened to, and unknown options */
export function checkWaitLimits(limits: WaitLimits): void {
  checkOptions(limits, { timeoutMillis: true, signal: true }, 'next()');
  const { timeoutMillis = 0, signal } = limits;
  checkedWait(timeoutMillis, 'next({ timeoutMillis })');
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.addEventListener !== 'function') {
    throw new Error(`next({ signal }): ${shown(signal)} is not an AbortSignal; give the signal of an AbortController`);
  }
}

/**
 * Calls `giveUp` when the first limit is reached. Its timer keeps the process alive, as somebody waits for the answer.
 * @returns stop, after which neither a timer nor a listener is left
 */
export function watchLimits({ timeoutMillis, signal }: WaitLimits, giveUp: (answer: GaveUp) => void): () => void {
  const aborted = (): void => over(ABORTED);
  const timer = timeoutMillis === undefined ? undefined : setTimeout(() => over(TIMED_OUT), timeoutMillis);
  signal?.addEventListener('abort', aborted);
  const stop = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  };
  function over(answer: GaveUp): void {
    stop();
    giveUp(answer);
  }
  return stop;
}
