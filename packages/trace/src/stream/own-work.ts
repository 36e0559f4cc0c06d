import type { Duplex } from 'node:stream';
import { nativeTypes } from '@portcall/core/internal';
import type { StreamWatch } from './end-of-stream.js';
import { hook } from './hook.js';
import { watchedPromise } from './iterator.js';

/**
 * Some duplexes are streams beside what they are: an image is written to a buffer by a method of its own, and then nobody
 * reads it. Its call ends with the first promise that such a method gives.
 *
 * @param beside what every duplex has
 */
export function watchOwnWork(duplex: Duplex, beside: Duplex, watch: StreamWatch): void {
  for (const name of methodsOfClass(Object.getPrototypeOf(duplex) as object, beside)) {
    hook(duplex, name, (method) => (...args) => {
      const given = Reflect.apply(method, duplex, args);
      if (!watch.isOpen || !nativeTypes.isPromise(given)) return given;
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
function methodsOfClass(prototype: object, beside: Duplex): readonly string[] {
  const names = known.get(prototype) ?? [...ownMethods(prototype, beside)];
  known.set(prototype, names);
  return names;
}

function* ownMethods(prototype: object | null, beside: Duplex): Generator<string> {
  // Above these are Node's.
  for (let at = prototype; at !== null && at !== beside; at = Object.getPrototypeOf(at) as object | null) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === 'function' && !name.startsWith('_') && !(name in beside)) yield name;
    }
  }
}
