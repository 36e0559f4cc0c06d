import { types } from 'node:util';
import { follow } from '../follow.js';
import { runInCall } from '../run-in-call.js';
import { chunkBytes } from './chunk-bytes.js';
import { notForgotten, whenForgotten } from './forgotten.js';
import type { StreamEnds } from './stream-ends.js';

type Method = (...args: unknown[]) => unknown;

/**
 * Watches an async iterable, or an async generator, in place: it stays the object the function gave. The code of a
 * generator runs when it is asked for more, so it is asked inside the call.
 */
export function watchIterable<T extends object>(source: T, ends: StreamEnds): T | undefined {
  if (!Object.isExtensible(source)) return undefined;
  const iterate: unknown = Reflect.get(source, Symbol.asyncIterator);
  if (typeof iterate !== 'function') return undefined;
  put(source, Symbol.asyncIterator, () => {
    const start = (): unknown => Reflect.apply(iterate as Method, source, []);
    if (ends.call.isFinished) return start();
    const iterator = watchedStep(start, () => {}, ends);
    if (iterator !== source) watchEach(source, iterator, ends);
    return iterator;
  });
  // A generator is its own iterator, and can be asked without `for await`.
  watchIterator(source, ends);
  return source;
}

/** Some iterables, such as database cursors, make a new iterator each time they are iterated. */
function watchEach(source: object, iterator: unknown, ends: StreamEnds): void {
  try {
    watchIterator(iterator as object, ends);
    notForgotten(source);
  } catch {
    // An iterator that cannot be watched: the call ends when the source is gone.
  }
}

function watchIterator(iterator: object, ends: StreamEnds): void {
  const { call, done, abandoned } = ends;
  const watch = (name: 'next' | 'return' | 'throw', ended: () => void): void => {
    const method: unknown = Reflect.get(iterator, name);
    if (typeof method !== 'function') return;
    const observe = (step: unknown): void => {
      if (!isStep(step)) return;
      if (step.done === true) {
        notForgotten(iterator);
        ended();
      } else if (!call.isFinished) call.recordStreamChunk(chunkBytes(step.value));
    };
    put(iterator, name, (...args) => {
      const ask = (): unknown => Reflect.apply(method as Method, iterator, args);
      if (call.isFinished) return ask();
      // Who throws into a generator is told of it again where the generator does not catch it.
      const failed = (thrown: unknown): void => {
        if (name === 'throw' && Object.is(thrown, args[0])) abandoned();
        else ends.failed(thrown);
      };
      return watchedStep(ask, observe, { ...ends, failed });
    });
  };
  watch('next', done);
  // `break`, `return` or an error in the loop of whoever reads.
  watch('return', abandoned);
  watch('throw', abandoned);
  whenForgotten(iterator, abandoned);
}

/** Runs a step inside the call, and looks at what it gives when that is there. */
function watchedStep(run: () => unknown, observe: (given: unknown) => void, { call, failed }: StreamEnds): unknown {
  let given: unknown;
  try {
    given = runInCall(call, run);
  } catch (thrown) {
    failed(thrown);
    throw thrown;
  }
  if (!types.isPromise(given)) {
    observe(given);
    return given;
  }
  return follow(
    given,
    (value) => {
      observe(value);
      return value;
    },
    (thrown) => {
      failed(thrown);
      throw thrown;
    },
  );
}

/** The `next` of a database cursor may give documents instead. */
function isStep(given: unknown): given is IteratorResult<unknown> {
  try {
    return typeof given === 'object' && given !== null && typeof Reflect.get(given, 'done') === 'boolean';
  } catch {
    return false;
  }
}

function put(target: object, name: PropertyKey, value: Method): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
