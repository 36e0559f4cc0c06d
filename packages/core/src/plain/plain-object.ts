/**
 * Whether reading an object's properties reads what it holds. Those of an array, a `Map`, `Headers` or a promise nobody has
 * awaited do not: it would look empty, and what it holds would be left out without a word.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.prototype.toString.call(value) === '[object Object]' || Object.keys(value).length > 0;
}
