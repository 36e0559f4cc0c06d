import { nativeTypes } from '@portcall/core/internal';

/**
 * A promise that the call ends with. Thenables that are no promises, and promises with a `then` of their own, are often
 * queries that run when `then` is called: those are values like others. So is one whose `then` cannot be read.
 */
export function isFollowed(result: unknown): result is Promise<unknown> {
  if (!nativeTypes.isPromise(result)) return false;
  try {
    const { then } = result as { readonly then: unknown };
    return then === Promise.prototype.then || isOfAnotherRealm(then);
  } catch {
    return false;
  }
}

function isOfAnotherRealm(then: unknown): boolean {
  return typeof then === 'function' && Function.prototype.toString.call(then) === 'function then() { [native code] }';
}

/**
 * The stream that a call is open for: an async iterable of any kind, a generator, or the body of a `Response`. Undefined
 * for every other value, and for queries that can be iterated as well as awaited: those are thenables. Never throws.
 */
export function streamIn(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    if (Array.isArray(value)) return undefined;
    if (Symbol.asyncIterator in value) return isThenable(value) ? undefined : value;
    if (Symbol.iterator in value) return nativeTypes.isGeneratorObject(value) ? value : undefined;
    return 'bodyUsed' in value && 'status' in value ? bodyOf(value) : undefined;
  } catch {
    // A proxy that was revoked, or one that throws when it is looked at.
    return undefined;
  }
}

/** A query that runs when somebody awaits it, or a promise of a make of its own: nobody knows when it ends. Never throws. */
export function isUnawaited(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    // What most calls give is rows.
    return !Array.isArray(value) && isThenable(value);
  } catch {
    return false;
  }
}

// A plain access, as it runs for every object that a call gives: `Reflect.get()` looks it up anew each time.
function isThenable(value: object): boolean {
  return typeof (value as { readonly then?: unknown }).then === 'function';
}

/** Everything that reads a response, `json()` and `clone()` included, reads this stream: the response is left alone. */
function bodyOf(response: object): object | undefined {
  const body: unknown = Reflect.get(response, 'body');
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body ? body : undefined;
}
