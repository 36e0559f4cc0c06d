import { builtin } from '../runtime/builtin.js';

/**
 * `require()` as a place sees it: a file, its URL, or a folder that ends with a slash. A bundler takes a `createRequire()` that it
 * sees for something to follow, and complains of what it cannot.
 */
export function requireAt(place: string): NodeJS.Require {
  return builtin('node:module').createRequire(place);
}
