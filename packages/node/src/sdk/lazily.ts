import { processWide, requireAt } from '@portcall/core/internal';
import { ownPlace } from './own-place.js';

/** Packages that somebody has loaded for us, as a bundle must: see metrics-sdk.ts. */
const given = processWide('node.packages', () => new Map<string, unknown>());

/**
 * Loads a package that an application installs for what it uses, when it is first used, synchronously: from ESM, from
 * CommonJS and under `--import` alike. A bundle may have left behind the folder it was made from, and strict package
 * managers show us less than the application: then the package is looked for beside the program, and where that runs.
 * @param neededBy what cannot work without it
 * @throws Error naming the package
 */
export function lazily(name: string, neededBy: string): unknown {
  if (given.has(name)) return given.get(name);
  let first: unknown;
  for (const place of places()) {
    try {
      return requireAt(place)(name);
    } catch (cause) {
      first ??= cause;
    }
  }
  throw new Error(`${neededBy}: the package ${name} cannot be loaded; npm install ${name}`, { cause: first });
}

function places(): readonly string[] {
  const [, program] = process.argv;
  return [ownPlace(), ...(program === undefined ? [] : [program]), `${process.cwd()}/`];
}
