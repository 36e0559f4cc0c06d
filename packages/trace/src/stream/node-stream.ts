import type { Readable } from 'node:stream';
import { builtinOrNone } from '@portcall/core/internal';
import type { StreamWatch } from './end-of-stream.js';
import { hook } from './hook.js';
import { watchIterator } from './iterator.js';
import { watchOwnWork } from './own-work.js';

/** Known by what it can do: packages bring streams of their own make, which are no `Readable` of Node's. */
export function isNodeStream(value: object): value is Readable {
  return ['pipe', 'read', 'emit'].every((name) => typeof Reflect.get(value, name) === 'function');
}

/**
 * Watches a Node stream in place, by what it emits: every chunk that is read is emitted as `data`, however it is read. A
 * listener would set it flowing, and one for `error` would keep an unheard error from ending the process.
 */
export function watchNodeStream(stream: Readable, watch: StreamWatch): void {
  hook(stream, 'emit', (emit) => (...args) => {
    const [event, argument] = args;
    if (!isForReader(event)) return Reflect.apply(emit, stream, args);
    observe(stream, watch, event, argument);
    return watch.isInside ? watch.outside(emit, stream, args) : Reflect.apply(emit, stream, args);
  });
  // What reads for the stream, such as the generator behind `Readable.from()`, is code of the call. In one that is written
  // to, it gives the writer word, who is not.
  if (!isWritable(stream)) {
    hook(stream, '_read', (read) => (...args) => {
      if (!watch.isOpen) return Reflect.apply(read, stream, args);
      watch.read();
      return watch.inside(read, stream, args);
    });
  }
  const { Duplex } = builtinOrNone('node:stream') ?? {};
  if (Duplex !== undefined && stream instanceof Duplex) watchOwnWork(stream, Duplex.prototype, watch);
  // A cursor that is a stream as well is read past what it emits by a loop.
  watchCursor(stream, watch);
}

/** One that ended before it was given ends its calls now. */
export function endedBefore(stream: Readable, watch: StreamWatch): void {
  if (stream.readableEnded) watch.done();
  else if (stream.errored) fail(stream, watch, stream.errored);
  else if (stream.destroyed) watch.abandoned();
}

type ForReader = 'data' | 'readable' | 'end' | 'error' | 'close';

function isForReader(event: unknown): event is ForReader {
  return event === 'data' || event === 'readable' || event === 'end' || event === 'error' || event === 'close';
}

function observe(stream: Readable, watch: StreamWatch, event: ForReader, argument: unknown): void {
  if (event === 'data') watch.chunk(argument);
  else if (event === 'end') watch.done();
  else if (event === 'error') fail(stream, watch, argument);
  else if (event === 'close') watch.abandoned();
}

/** A pipeline destroys its streams with an error of this code when its other end goes away; clients emit some of their own. */
function fail(stream: Readable, watch: StreamWatch, error: unknown): void {
  const { errored } = stream as { readonly errored?: NodeJS.ErrnoException | null };
  const isLeft = error === errored && errored?.code === 'ERR_STREAM_PREMATURE_CLOSE';
  if (isLeft) watch.abandoned();
  else watch.failed(error);
}

function isWritable(stream: Readable): boolean {
  return Reflect.get(stream, 'writable') === true;
}

function watchCursor(stream: Readable, watch: StreamWatch): void {
  if (typeof Reflect.get(stream, 'next') !== 'function') return;
  const knowledge = { isIterator: false };
  hook(stream, Symbol.asyncIterator, (iterate) => (...args) => {
    const iterator: unknown = Reflect.apply(iterate, stream, args);
    if (iterator === stream) knowledge.isIterator = true;
    return iterator;
  });
  watchIterator(stream, watch, knowledge);
}
