/**
 * The promise to give on in the place of this one: settled with it, once the trace has been told by `fulfilled`, or by
 * `rejected`, which throws what it was given. Listening to the one that is given on would make a rejection that nobody
 * handles look handled.
 */
export function follow<T>(
  promise: Promise<T>,
  fulfilled: (value: T) => T,
  rejected: (thrown: unknown) => never,
): Promise<T> {
  const given = promise.then(fulfilled, rejected);
  // Some clients put methods on the promises they give: `get(url).json()`.
  for (const _ in promise) return withAllOf(promise, given);
  return given;
}

function withAllOf<T>(promise: Promise<T>, given: Promise<T>): Promise<T> {
  const own = Object.entries(Object.getOwnPropertyDescriptors(promise));
  return Object.defineProperties(given, Object.fromEntries(own));
}
