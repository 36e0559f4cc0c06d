/**
 * The promise to give on in the place of this one: settled with it, once the trace has been told by `fulfilled`, or by
 * `rejected`, which throws what it was given. Listening to the one that is given on would make a rejection that nobody
 * handles look handled. A promise that nobody can listen to is a value like others: it is given to `fulfilled` itself.
 */
export function follow<T>(
  promise: Promise<T>,
  fulfilled: (value: T) => T,
  rejected: (thrown: unknown) => never,
): Promise<T> {
  let given: Promise<T>;
  try {
    given = promise.then(fulfilled, rejected);
  } catch {
    // The constructor of a subclass, which `then()` calls.
    return fulfilled(promise as T) as Promise<T>;
  }
  // Some clients put methods on the promises they give: `get(url).json()`.
  return isPlain(promise) ? given : withAllOf(promise, given);
}

type WithProtocols = Promise<unknown> & { readonly [symbol: symbol]: unknown };

/** Asks for symbols one by one: to list them takes as long as all the rest, since Node has some of its own there. */
function isPlain(promise: Promise<unknown>): boolean {
  try {
    if (promise.constructor !== Promise || Object.getOwnPropertyNames(promise).length > 0) return false;
    const {
      [Symbol.asyncIterator]: iterated,
      [Symbol.asyncDispose]: disposed,
      [Symbol.dispose]: closed,
    } = promise as WithProtocols;
    return iterated === undefined && disposed === undefined && closed === undefined;
  } catch {
    return false;
  }
}

function withAllOf<T>(promise: Promise<T>, given: Promise<T>): Promise<T> {
  const ofNode = new Set(Reflect.ownKeys(new Promise(() => {})));
  for (const key of Reflect.ownKeys(promise)) {
    const descriptor = ofNode.has(key) ? undefined : Reflect.getOwnPropertyDescriptor(promise, key);
    if (descriptor !== undefined) put(given, key, descriptor);
  }
  return given;
}

/** What its class has fixed on the promise that is given on stays. */
function put(given: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  try {
    Reflect.defineProperty(given, key, descriptor);
  } catch {
    // A proxy, which a subclass may give in the place of a promise.
  }
}
