import { Duplex } from 'node:stream';
import { types } from 'node:util';
import type { StreamWatch } from './end-of-stream.js';
import { hook } from './hook.js';
import { watchedPromise } from './iterator.js';

/**
 * Some duplexes are streams beside what they are: an image is written to a buffer by a method of its own, and then nobody
 * reads it. Its call ends with the first promise that such a method gives.
 */
export function watchOwnWork(duplex: object, watch: StreamWatch): void {
  for (const name of methodsOfClass(Object.getPrototypeOf(duplex) as object)) {
    hook(duplex, name, (method) => (...args) => {
      const given = Reflect.apply(method, duplex, args);
      if (!watch.isOpen || !types.isPromise(given)) return given;
      return watchedPromise(
        given,
        () => watch.done(),
        (thrown) => watch.failed(thrown),
      );
    });
  }
}

const known = new WeakMap<object, readonly string[]>();

/** What its class has beside what streams have. */
function methodsOfClass(prototype: object): readonly string[] {
  const names = known.get(prototype) ?? [...ownMethods(prototype)];
  known.set(prototype, names);
  return names;
}

function* ownMethods(prototype: object | null): Generator<string> {
  // Above these are Node's.
  for (let at = prototype; at !== null && at !== Duplex.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === 'function' && !name.startsWith('_') && !(name in Duplex.prototype)) yield name;
    }
  }
}
