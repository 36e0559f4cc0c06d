import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** @default 5000 */
  readonly timeoutMs?: number;
  /** @default 20 */
  readonly everyMs?: number;
  /** What is waited for, said when it does not come. */
  readonly what?: string | (() => string);
}

/**
 * Asks again and again until the answer is neither undefined nor false, and gives it.
 * @throws Error, saying what was waited for, once the time is over
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  { timeoutMs = 5_000, everyMs = 20, what = 'something' }: EventuallyOptions = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${typeof what === 'string' ? what : what()}`);
    }
    await sleep(everyMs);
  }
}
