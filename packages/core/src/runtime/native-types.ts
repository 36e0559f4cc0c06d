import { builtinOrNone } from './builtin.js';

/** What an object is by nature, whatever it says of itself. */
export interface NativeTypes {
  isPromise(value: unknown): value is Promise<unknown>;
  isGeneratorObject(value: unknown): value is Generator;
  isAsyncFunction(value: unknown): boolean;
  isGeneratorFunction(value: unknown): boolean;
  isAnyArrayBuffer(value: unknown): value is ArrayBufferLike;
}

/** What inheritance says, which is all that other runtimes show. */
export const inheritedTypes: NativeTypes = {
  isPromise: (value): value is Promise<unknown> => value instanceof Promise,
  // An async generator, and its function, counts as each of both, as in Node.
  isGeneratorObject: (value): value is Generator => ['Generator', 'AsyncGenerator'].includes(kindOf(value)),
  isAsyncFunction: (value) => ['AsyncFunction', 'AsyncGeneratorFunction'].includes(kindOf(value)),
  isGeneratorFunction: (value) => ['GeneratorFunction', 'AsyncGeneratorFunction'].includes(kindOf(value)),
  isAnyArrayBuffer: (value): value is ArrayBufferLike => ['ArrayBuffer', 'SharedArrayBuffer'].includes(kindOf(value)),
};

/** Node's, and where there is none what inheritance says. */
export const nativeTypes: NativeTypes = builtinOrNone('node:util')?.types ?? inheritedTypes;

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
