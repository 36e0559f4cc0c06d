import { builtinOrNone } from '@portcall/core/internal';
import type { StreamWatch } from '../end-of-stream.js';
import { hook, type Method } from '../hook.js';
import { watchedStep, watchIterator } from '../iterator.js';
import { watchPlatform } from './platform.js';
import { ReadsUnderWay } from './reads-under-way.js';

type Reader = ReadableStreamDefaultReader<unknown>;

/** Known by what it can do: packages bring streams of their own make, and apps classes of their own. */
export function isWebStream(value: object): value is ReadableStream<unknown> {
  return ['getReader', 'tee', 'pipeTo'].every((name) => typeof Reflect.get(value, name) === 'function');
}

/** Watches a Web stream in place, in every way that it can be read: by a reader, by a loop, by the platform. */
export function watchWebStream(stream: ReadableStream<unknown>, watch: StreamWatch): void {
  const getReader = Reflect.get(stream, 'getReader') as Method;
  const reads = new ReadsUnderWay(() => watch.done());
  hook(stream, 'getReader', () => (...args) => {
    const reader = Reflect.apply(getReader, stream, args) as Reader;
    if (watch.isOpen) watchReader(stream, reader, watch, reads);
    return reader;
  });
  for (const name of ['values', Symbol.asyncIterator]) {
    hook(stream, name, (iterate) => (...args) => {
      const iterator = Reflect.apply(iterate, stream, args) as object;
      if (watch.isOpen) watchLoop(iterator, args[0], watch);
      return iterator;
    });
  }
  hook(stream, 'cancel', (cancel) => (...args) => {
    if (stream.locked) return Reflect.apply(cancel, stream, args);
    return cancelled(cancel, stream, args, watch);
  });
  watchPlatform(stream, getReader, watch);
  whenClosed(stream, watch, reads);
}

function watchReader(stream: ReadableStream<unknown>, reader: Reader, watch: StreamWatch, reads: ReadsUnderWay): void {
  const failed = (thrown: unknown): void => {
    failedIf(stream, thrown, watch);
    reads.end();
  };
  const observe = (step: unknown): void => {
    const { done, value } = step as IteratorResult<unknown, unknown>;
    if (done === true) watch.done();
    else watch.chunk(value);
    reads.end();
  };
  hook(reader, 'read', (read) => (...args) => {
    if (!watch.isOpen) return Reflect.apply(read, reader, args);
    reads.begin();
    return watchedStep(watch, read, reader, args, observe, failed);
  });
  hook(reader, 'cancel', (cancel) => (...args) => {
    if (!stream.locked) return Reflect.apply(cancel, reader, args);
    return cancelled(cancel, reader, args, watch);
  });
  // Told as handled by its standard, so that nothing is hidden by listening.
  reader.closed.then(
    () => reads.closed(),
    (thrown: unknown) => failedIf(stream, thrown, watch),
  );
}

function watchLoop(iterator: object, options: unknown, watch: StreamWatch): void {
  const { preventCancel } = (options ?? {}) as { readonly preventCancel?: boolean };
  const left = (): void => {
    if (preventCancel !== true) watch.abandoned();
  };
  watchIterator(iterator, watch, { isIterator: true }, left);
}

function cancelled(cancel: Method, self: object, args: unknown[], watch: StreamWatch): unknown {
  const given = watch.inside(cancel, self, args);
  watch.abandoned();
  return given;
}

/** The end of a stream that nobody reads, or that is read past everything that was put on it. */
function whenClosed(stream: ReadableStream<unknown>, watch: StreamWatch, reads: ReadsUnderWay): void {
  try {
    builtinOrNone('node:stream')?.finished(stream as unknown as NodeJS.ReadableStream, (error) => {
      if (isFailed(stream)) watch.failed(error);
      else reads.closed();
    });
  } catch {
    // A stream of another make.
  }
}

/** What is read may also fail by the reader's own doing: of a reader that was released, into a buffer that is none. */
function failedIf(stream: ReadableStream<unknown>, thrown: unknown, watch: StreamWatch): void {
  if (isFailed(stream)) watch.failed(thrown);
}

function isFailed(stream: ReadableStream<unknown>): boolean {
  return builtinOrNone('node:stream')?.isErrored(stream as unknown as NodeJS.ReadableStream) ?? true;
}
