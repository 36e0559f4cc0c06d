import { builtin } from '@portcall/core/internal';

/**
 * Loads a package when it is first used, synchronously: from ESM, from CommonJS and under `--import` alike. A bundle may
 * have left behind the folder it was made from: then the package is looked for beside the program, and where that runs.
 * @throws Error of `require()`, for the place that was asked first
 */
export function lazily(name: string): unknown {
  const { createRequire } = builtin('node:module');
  let first: unknown;
  for (const place of places()) {
    try {
      return createRequire(place)(name);
    } catch (cause) {
      first ??= cause;
    }
  }
  throw first;
}

/** A bundler may leave nothing of `import.meta`, or the address of the source. */
function places(): readonly string[] {
  const here: string | undefined = import.meta.url;
  const [, program] = process.argv;
  return [here, program, `${process.cwd()}/`].filter((place) => typeof place === 'string');
}
