import { nativeTypes } from '../runtime/native-types.js';

/**
 * Calls `rejected` should `answer` be a promise that rejects: what somebody else's function is declared to give may be
 * nothing and still be the promise of an async one, whose rejection nobody else would handle.
 *
 * Only native promises are asked: calling the `then` of another object would run somebody's code, such as a query.
 * Never throws; `rejected` must not either.
 */
export function whenRejected(answer: unknown, rejected: (cause: unknown) => void): void {
  if (typeof answer !== 'object' || !nativeTypes.isPromise(answer)) return;
  try {
    // Not its own `then`, which may be anything.
    void Promise.prototype.then.call(answer, undefined, rejected);
  } catch (cause) {
    // The constructor of a subclass, which `then()` calls.
    rejected(cause);
  }
}
