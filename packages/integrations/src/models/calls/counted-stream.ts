import { safely } from '@portcall/core/internal';
import type { Chunk, Reading } from '../answers/answer.js';
import { abandonedWith } from './forgotten.js';
import type { RunningModelCall } from './running-model-call.js';

/** What a stream of both libraries is made of: whoever iterates, `tee()` and `toReadableStream()` begin there. */
export interface LibraryStream {
  iterator: () => AsyncIterator<unknown>;
  readonly controller?: AbortController;
}

export function isLibraryStream(value: unknown): value is LibraryStream {
  return typeof (value as Partial<LibraryStream> | null | undefined)?.iterator === 'function';
}

export interface Counting {
  readonly call: RunningModelCall;
  readonly reading: Reading;
  /** Told all the text of an answer that came to its end. */
  readonly wrote: ((text: string) => void) | undefined;
  /** What the reader is not shown of a chunk, because only we asked for it; undefined hides all of it. @default nothing */
  readonly shown?: (chunk: unknown) => unknown;
}

/** Counts what comes through a stream, which stays the object that it is. */
export function countStream(stream: LibraryStream, counting: Counting): void {
  const { iterator } = stream;
  const signal = stream.controller?.signal;
  stream.iterator = () => new CountedIterator(Reflect.apply(iterator, stream, []), counting, signal);
  abandonedWith(stream, counting.call);
}

class CountedIterator implements AsyncIterableIterator<unknown> {
  private text = '';

  constructor(
    private readonly inner: AsyncIterator<unknown>,
    private readonly counting: Counting,
    private readonly signal: AbortSignal | undefined,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown>> {
    const { call, shown = same } = this.counting;
    for (;;) {
      let result: IteratorResult<unknown>;
      try {
        result = await this.inner.next();
      } catch (error) {
        call.failed(error);
        throw error;
      }
      if (result.done === true) {
        this.ended();
        return result;
      }
      this.read(result.value);
      const value = shown(result.value);
      if (value !== undefined) return { done: false, value };
    }
  }

  async return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.counting.call.abandoned();
    return (await this.inner.return?.(value)) ?? { done: true, value };
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.counting.call.abandoned();
    if (this.inner.throw === undefined) throw error;
    return this.inner.throw(error);
  }

  private read(chunk: unknown): void {
    const { call, reading, wrote } = this.counting;
    safely('call.integration', `${reading.operation} of a language model`, () => {
      const read: Chunk = reading.chunk(chunk as never);
      call.chunk(read);
      if (wrote !== undefined) this.text += read.text ?? '';
    });
  }

  /** An abort ends a stream of these libraries as if it were over. */
  private ended(): void {
    const { call, wrote } = this.counting;
    if (this.text !== '') wrote?.(this.text);
    if (this.signal?.aborted === true) call.abandoned();
    else call.succeeded();
  }
}

function same(chunk: unknown): unknown {
  return chunk;
}
