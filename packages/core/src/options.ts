import { describe } from './describe.js';

/**
 * Refuses options that nobody reads: to programs without types a misspelt one would be telemetry that silently does
 * something else.
 * @param known every option there is, for the compiler to hold against their type
 * @throws Error naming the option and those there are
 */
export function checkOptions<O extends object>(
  options: O,
  known: Readonly<Record<keyof O, true>>,
  setting: string,
): void {
  if (typeof options !== 'object' || (options as O | null) === null) {
    throw new Error(`${setting}: its options are ${describe(options)} and must be an object.`);
  }
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(known, option));
  if (unknown === undefined) return;
  throw new Error(`${setting}: unknown option ${describe(unknown)}; there are ${Object.keys(known).join(', ')}.`);
}
