import { calls, NOWHERE, type Place, placedCall } from '../running/async-context.js';
import { notForgotten, whenForgotten } from '../running/forgotten.js';
import { chunkBytes } from './chunk-bytes.js';
import {
  ABANDONED,
  type Code,
  DONE,
  type EndOfStream,
  failedWith,
  type StreamEnds,
  type StreamWatch,
  tell,
} from './end-of-stream.js';

const apply: <T>(code: Code<T>, self: unknown, args: unknown[]) => T = Reflect.apply;

/** A call that waits for the end, and what had been read when it gave the stream. */
interface Waiting {
  readonly ends: StreamEnds;
  readonly chunks: number;
  readonly bytes: number;
}

/**
 * A stream that is watched, once for all calls that give it. It must not hold the stream: one that nobody else holds is
 * abandoned.
 */
export class Watch implements StreamWatch {
  /**
   * A queue that every request is given is open for as many calls: past these, calls end as they give it. More than the
   * calls that can be nested in each other, and the memory of as many records.
   */
  private static readonly MOST_CALLS = 1_000;

  private waiting: Waiting[] = [];
  private readonly givers: WeakSet<object> | undefined;
  private chunks = 0;
  private bytes = 0;
  private readerPlace: Place | undefined;
  private end: EndOfStream | undefined;
  private isRegistered = false;

  /**
   * @param endsOnce whether a stream that has ended stays so: many iterables can be read again
   * @param emits whether it runs its reader's code itself, so that it must know where the reader is
   */
  constructor(
    private readonly endsOnce: boolean,
    readonly emits: boolean,
  ) {
    this.givers = emits ? new WeakSet() : undefined;
  }

  /** Whether a call waits for the end. */
  get isOpen(): boolean {
    return this.waiting.length > 0;
  }

  /** @returns false where the call is not to wait for the end */
  join(stream: object, ends: StreamEnds): boolean {
    if (this.givers !== undefined) this.givenBy(ends.call, this.givers);
    if (this.waiting.length >= Watch.MOST_CALLS) return false;
    this.waiting.push({ ends, chunks: this.chunks, bytes: this.bytes });
    if (this.end !== undefined) this.finish(this.end);
    else this.whenForgotten(stream);
    return true;
  }

  /** Runs the stream's own code inside the first call that gave it. */
  inside<T>(code: Code<T>, self: unknown, args: unknown[]): T {
    const [first] = this.waiting;
    return first === undefined ? Reflect.apply(code, self, args) : first.ends.inside(code, self, args);
  }

  /** Whether the code that runs is that of a call that gave the stream. */
  get isInside(): boolean {
    const running = placedCall();
    return running !== undefined && this.givers?.has(running) === true;
  }

  /** Runs what the stream does for its reader where the reader is: outside of every call that gave the stream. */
  outside<T>(code: Code<T>, self: unknown, args: unknown[]): T {
    return calls.run(this.readerPlace ?? NOWHERE, apply<T>, code, self, args);
  }

  /** To be called when somebody reads: whoever does so outside of the calls is the reader. */
  read(): void {
    const here = place();
    if (!this.isGiver(here)) this.readerPlace = here;
  }

  chunk(chunk: unknown): void {
    this.chunks += 1;
    this.bytes += chunkBytes(chunk);
  }

  done(): void {
    this.finish(DONE);
  }

  failed(thrown: unknown): void {
    this.finish(failedWith(thrown));
  }

  abandoned(): void {
    this.finish(ABANDONED);
  }

  /** The iterator is what the reader holds from now on. */
  handOver(iterable: object, iterator: object): void {
    notForgotten(iterable);
    this.isRegistered = false;
    whenForgotten(iterator, () => this.abandoned());
  }

  private finish(end: EndOfStream): void {
    // What is read to its end is closed afterwards: the first end counts.
    if (this.endsOnce) this.end ??= end;
    if (!this.isOpen) return;
    const { waiting } = this;
    this.waiting = [];
    for (const { ends, chunks, bytes } of waiting) {
      ends.read(this.chunks - chunks, this.bytes - bytes);
      tell(ends, end);
    }
  }

  private whenForgotten(stream: object): void {
    if (this.isRegistered) return;
    this.isRegistered = true;
    whenForgotten(stream, () => this.abandoned());
  }

  /** Who gets it last, in calls that give it on, is its first reader. */
  private givenBy(call: object, givers: WeakSet<object>): void {
    givers.add(call);
    if (this.readerPlace === undefined || this.isGiver(this.readerPlace)) this.readerPlace = place();
  }

  private isGiver(where: Place): boolean {
    const { call } = where;
    return call !== undefined && this.givers?.has(call) === true;
  }
}

function place(): Place {
  return calls.getStore() ?? NOWHERE;
}
