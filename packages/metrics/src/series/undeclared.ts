import { report } from '@portcall/core';
import { listed, shown } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';

type Given = Readonly<Record<string, unknown>>;

/** The first key that is given and not declared. `undefined` is absent, as it is for declared keys. */
export function undeclaredKey({ attributes }: Definition, given: Given): string | undefined {
  for (const key in given) if (!Object.hasOwn(attributes, key) && isGiven(given, key)) return key;
  return undefined;
}

/** Whether there is a value; one that cannot be read is one. Never throws: nobody needs what is left out. */
export function isGiven(given: Given, key: string): boolean {
  try {
    return given[key] !== undefined;
  } catch {
    return true;
  }
}

/** Counts an attributes object that has more than is declared; the first one of a metric is reported with the key. */
export function leaveOut({ name, attributes }: Definition, key: string): void {
  report({
    key: 'record.undeclared',
    about: name,
    message: () =>
      `${name}: attribute ${shown(key)} is not declared; the value is recorded without it, and further ones of this ` +
      `metric are only counted; ${remedyFor(Object.keys(attributes))}`,
  });
}

function remedyFor(declared: readonly string[]): string {
  return declared.length === 0 ? 'declare it, or leave it out' : `declare it, or use one of ${listed(declared)}`;
}
