import { nativeTypes } from '@portcall/core/internal';
import { follow } from '../running/follow.js';
import type { StreamWatch } from './end-of-stream.js';
import { hook, type Method } from './hook.js';

/** Whether `next` gives steps: a database cursor can be iterated, and has a `next` that gives documents. */
export interface Knowledge {
  isIterator: boolean;
}

/** The code of a generator, sync or async, runs when it is asked for more, so it is asked inside the call. */
export function watchGenerator(generator: object, watch: StreamWatch): void {
  watchIterator(generator, watch, { isIterator: true });
}

/** @param left what a reader says who leaves: by `break`, `return`, or an error in the loop */
export function watchIterator(
  iterator: object,
  watch: StreamWatch,
  knowledge: Knowledge,
  left: () => void = () => watch.abandoned(),
): void {
  watchMethod(iterator, 'next', watch, knowledge, () => watch.done());
  watchMethod(iterator, 'return', watch, knowledge, left);
  watchMethod(iterator, 'throw', watch, knowledge, () => watch.abandoned());
}

function watchMethod(
  iterator: object,
  name: 'next' | 'return' | 'throw',
  watch: StreamWatch,
  knowledge: Knowledge,
  ended: () => void,
): void {
  const observe = (step: unknown): void => {
    if (!isStep(step) || !(knowledge.isIterator || canOnlyBeStep(step))) return;
    if (step.done === true) ended();
    else watch.chunk(step.value);
  };
  hook(iterator, name, (method) => (...args) => {
    if (!watch.isOpen) return Reflect.apply(method, iterator, args);
    // Who throws into a generator is told of it again where the generator does not catch it.
    const failed = (thrown: unknown): void => {
      if (name === 'throw' && Object.is(thrown, args[0])) watch.abandoned();
      else watch.failed(thrown);
    };
    return watchedStep(watch, method, iterator, args, observe, failed);
  });
}

/** Runs a step inside the call, and looks at what it gives when that is there. */
export function watchedStep(
  watch: StreamWatch,
  method: Method,
  self: object,
  args: unknown[],
  observe: (given: unknown) => void,
  failed: (thrown: unknown) => void,
): unknown {
  let given: unknown;
  try {
    given = watch.inside(method, self, args);
  } catch (thrown) {
    failed(thrown);
    throw thrown;
  }
  if (nativeTypes.isPromise(given)) return watchedPromise(given, observe, failed);
  observe(given);
  return given;
}

// Apart from `watchedStep`, whose frame is on the stack once for every generator in a generator.
export function watchedPromise(
  promise: Promise<unknown>,
  observe: (given: unknown) => void,
  failed: (thrown: unknown) => void,
): Promise<unknown> {
  return follow(
    promise,
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

function isStep(given: unknown): given is IteratorResult<unknown> {
  try {
    return typeof given === 'object' && given !== null && typeof Reflect.get(given, 'done') === 'boolean';
  } catch {
    return false;
  }
}

/** No document has these two fields alone, and nothing in one of them. */
function canOnlyBeStep(given: IteratorResult<unknown>): boolean {
  const keys = Object.keys(given);
  return keys.length === 2 && keys.includes('value') && (given.done === false || given.value === undefined);
}
