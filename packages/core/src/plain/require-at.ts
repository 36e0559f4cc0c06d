import { builtin } from '../runtime/builtin.js';

/**
 * `require()` as a place sees it: a file, its URL, or a folder that ends with a slash. A bundler takes a `createRequire()` that it
 * sees for something to follow, and complains of what it cannot.
 */
export function requireAt(place: string): NodeJS.Require {
  return builtin('node:module').createRequire(place);
}

/** The files that `require()` has loaded, whoever asked; none in a runtime that keeps no list of them. */
export function requiredFiles(place: string): readonly string[] {
  const { cache } = requireAt(place) as { readonly cache?: object };
  return Object.keys(cache ?? {});
}
