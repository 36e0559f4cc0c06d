import type { StreamWatch } from './end-of-stream.js';
import { hook, type Method } from './hook.js';
import { type Knowledge, watchedStep, watchIterator } from './iterator.js';

/** Those are their own iterators. */
const ASYNC_ITERATOR: object = Object.getPrototypeOf(
  Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})())),
) as object;

/**
 * Watches what can be read by `for await` in place. Some are their own iterator and can be asked without a loop; others, such
 * as database cursors, make a new iterator each time they are iterated.
 */
export function watchIterable(source: AsyncIterable<unknown>, watch: StreamWatch): void {
  const knowledge: Knowledge = { isIterator: Object.prototype.isPrototypeOf.call(ASYNC_ITERATOR, source) };
  watchIterating(source, Symbol.asyncIterator, watch, knowledge);
  // The streams of OpenAI's and Anthropic's clients are split in two past their public iterator.
  if (Object.hasOwn(source, 'iterator')) watchIterating(source, 'iterator', watch, knowledge);
  watchIterator(source, watch, knowledge);
}

function watchIterating(source: object, name: PropertyKey, watch: StreamWatch, knowledge: Knowledge): void {
  hook(source, name, (iterate) => (...args) => {
    if (!watch.isOpen) return Reflect.apply(iterate, source, args);
    const iterator = start(source, iterate, args, watch);
    if (iterator === source) knowledge.isIterator = true;
    else watchEach(source, iterator as object, watch);
    return iterator;
  });
}

function start(source: object, iterate: Method, args: unknown[], watch: StreamWatch): unknown {
  return watchedStep(
    watch,
    iterate,
    source,
    args,
    () => {},
    (thrown) => watch.failed(thrown),
  );
}

const watchedIterators = new WeakSet<object>();

function watchEach(source: object, iterator: object, watch: StreamWatch): void {
  if (watchedIterators.has(iterator)) return;
  try {
    watchIterator(iterator, watch, { isIterator: true });
    watchedIterators.add(iterator);
    watch.handOver(source, iterator);
  } catch {
    // An iterator that cannot be watched: the call ends when the source is gone.
  }
}
