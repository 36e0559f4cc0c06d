import { builtinOrNone } from './builtin.js';

/** What an object is by nature, whatever it says of itself. */
export interface NativeTypes {
  isPromise(value: unknown): value is Promise<unknown>;
}

/** Node's, and where there is none what inheritance says. */
export const nativeTypes: NativeTypes = builtinOrNone('node:util')?.types ?? {
  isPromise: (value): value is Promise<unknown> => value instanceof Promise,
};
