import { watchIterable } from './async-iterable.js';
import { isNodeStream, watchNodeStream } from './node-stream.js';
import type { StreamEnds } from './stream-ends.js';
import { watchWebStream } from './web-stream.js';

/** Streams of every kind can be read with `for await`. Never throws. */
export function isStream(value: unknown): value is AsyncIterable<unknown> {
  try {
    return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  } catch {
    return false;
  }
}

/** The stream to give to the app in the place of this one, or undefined for one that cannot be watched. */
export function watchStream(stream: AsyncIterable<unknown>, ends: StreamEnds): object | undefined {
  try {
    if (isNodeStream(stream)) return watchNodeStream(stream, once(ends));
    if (stream instanceof ReadableStream) return watchWebStream(stream, once(ends));
    return watchIterable(stream, once(ends));
  } catch {
    // A proxy that throws when it is looked at, a method that cannot be replaced.
    return undefined;
  }
}

/** A stream can be seen to end in several ways at once: read to its end, and closed. */
function once({ call, done, failed, abandoned }: StreamEnds): StreamEnds {
  const unlessFinished =
    <A extends unknown[]>(end: (...args: A) => void) =>
    (...args: A): void => {
      if (!call.isFinished) end(...args);
    };
  return { call, done: unlessFinished(done), failed: unlessFinished(failed), abandoned: unlessFinished(abandoned) };
}
