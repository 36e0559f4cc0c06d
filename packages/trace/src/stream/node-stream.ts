import type { Readable } from 'node:stream';
import { types } from 'node:util';
import { runInCall } from '../run-in-call.js';
import { chunkBytes } from './chunk-bytes.js';
import { notForgotten, whenForgotten } from './forgotten.js';
import type { StreamEnds } from './stream-ends.js';

/** Known by what it can do: packages bring streams of their own make, which are no `Readable` of Node's. */
export function isNodeStream(value: object): value is Readable {
  return ['pipe', 'read', 'emit'].every((name) => typeof Reflect.get(value, name) === 'function');
}

/**
 * Watches a Node stream in place, by what it emits: every chunk that is read is emitted as `data`, however it is read. A
 * listener would set it flowing, and one for `error` would keep an unheard error from ending the process.
 */
export function watchNodeStream<T extends Readable>(stream: T, { call, done, failed, abandoned }: StreamEnds): T {
  const emit = Reflect.get(stream, 'emit') as (event: string | symbol, ...args: unknown[]) => boolean;
  const observe = (event: string | symbol, argument: unknown): void => {
    if (event === 'data') {
      if (!call.isFinished) call.recordStreamChunk(chunkBytes(argument));
      return;
    }
    if (event !== 'end' && event !== 'error' && event !== 'close') return;
    notForgotten(stream);
    if (event === 'end') done();
    else if (event === 'error' && !isAbort(argument)) failed(argument);
    else abandoned();
  };
  Object.defineProperty(stream, 'emit', {
    configurable: true,
    writable: true,
    value: (event: string | symbol, ...args: unknown[]): boolean => {
      observe(event, args[0]);
      return Reflect.apply(emit, stream, [event, ...args]);
    },
  });
  // What reads for the stream, such as the generator behind `Readable.from()`, is code of the call.
  const read = Reflect.get(stream, '_read') as unknown;
  if (typeof read === 'function') {
    Object.defineProperty(stream, '_read', {
      configurable: true,
      writable: true,
      value: (size: number): unknown => {
        const ask = (): unknown => Reflect.apply(read, stream, [size]);
        return call.isFinished ? ask() : runInCall(call, ask);
      },
    });
  }
  if (stream.readableEnded) done();
  else if (stream.errored) failed(stream.errored);
  else if (stream.destroyed) abandoned();
  else whenForgotten(stream, abandoned);
  return stream;
}

/** What Node destroys a stream with when a loop over it is left, or its reader's signal is aborted. */
function isAbort(error: unknown): boolean {
  return types.isNativeError(error) && (error as NodeJS.ErrnoException).code === 'ABORT_ERR';
}
