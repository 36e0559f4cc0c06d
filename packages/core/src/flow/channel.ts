import { Queue } from './fifo.js';
import { type ChannelOptions, checkedChannelOptions, type Policy } from './policy.js';
import { ABORTED, checkWaitLimits, type GaveUp, TIMED_OUT, type WaitLimits, watchLimits } from './wait-limits.js';
import { WaitingLine } from './waiting-line.js';

interface Sender<T> {
  readonly item: T;
  readonly answer: (kept: boolean) => void;
}

type Taker<T> = (result: IteratorResult<T, undefined>) => void;

const END: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * One bounded queue between a producer, who offers or sends, and a consumer, who takes, asks for the `next()`, or
 * iterates.
 *
 * Every item is counted: `emitted === delivered + missed + pending`, whenever one looks. Nothing here throws, rejects or
 * runs anybody's code, but `next()` for wrong limits.
 */
export class Channel<T extends {}> implements AsyncIterableIterator<T, undefined, undefined> {
  private readonly queue: Queue<T>;
  // Nobody waits to take while something is queued, and nobody to send while there is room.
  private readonly takers: WaitingLine<Taker<T>> = new WaitingLine();
  private readonly senders: WaitingLine<Sender<T>> = new WaitingLine();
  private emittedCount = 0;
  private deliveredCount = 0;
  private missedCount = 0;
  private isClosed = false;
  private isCancelled = false;
  // Neither closed nor awaited: the one question of the hot path.
  private isPlain = true;

  constructor(
    readonly capacity: number,
    readonly policy: Policy,
  ) {
    this.queue = new Queue(capacity);
  }

  /** Everything that was offered or sent. */
  get emitted(): number {
    return this.emittedCount;
  }

  /** What the consumer has taken. */
  get delivered(): number {
    return this.deliveredCount;
  }

  /** What the consumer did not get and never will. */
  get missed(): number {
    return this.missedCount;
  }

  /** What waits for the consumer, items of waiting senders included. */
  get pending(): number {
    return this.queue.length + this.senders.length;
  }

  /** Whether the consumer has gone. */
  get disconnected(): boolean {
    return this.isCancelled;
  }

  /**
   * Never waits. Without room, `drop-oldest` lets go of the oldest item; `drop-newest` and `block` of this one.
   * @returns whether the item was kept
   */
  offer(item: T): boolean {
    this.emittedCount += 1;
    if (!this.isPlain) return this.offerAtOnce(item);
    if (this.queue.push(item)) return true;
    this.missedCount += 1;
    if (this.policy !== 'drop-oldest') return false;
    this.queue.replaceOldest(item);
    return true;
  }

  /**
   * Under `block` waits for room, first come, first served; under the other policies as `offer()`. Never rejects.
   * @returns whether the item was kept
   */
  send(item: T): Promise<boolean> {
    if (this.policy !== 'block' || this.isClosed || !this.queue.isFull) return Promise.resolve(this.offer(item));
    this.emittedCount += 1;
    return new Promise((answer) => this.senders.join({ item, answer }));
  }

  /** The oldest item, if there is one now. */
  take(): T | undefined {
    if (this.queue.length === 0) return undefined;
    const item = this.queue.shift();
    this.deliveredCount += 1;
    if (this.senders.length > 0) this.admit();
    return item;
  }

  /**
   * The oldest item once there is one, first come, first served; done once nothing is pending and nothing can come. With
   * limits it may give up, which takes nothing. Never rejects.
   *
   * @throws Error for a time that no timer takes, a signal that cannot be listened to, and unknown options
   */
  next(): Promise<IteratorResult<T, undefined>>;
  next(limits: WaitLimits | undefined): Promise<IteratorResult<T, undefined> | GaveUp>;
  next(limits?: WaitLimits): Promise<IteratorResult<T, undefined> | GaveUp> {
    if (limits !== undefined) return this.nextWithin(limits);
    if (this.queue.length > 0) return Promise.resolve({ done: false, value: this.take()! });
    if (this.isClosed) return Promise.resolve(END);
    this.isPlain = false;
    return new Promise((taker) => this.takers.join(taker));
  }

  /** The producer's end: nothing more goes in, and senders that wait miss. What is queued can still be taken. */
  close(): void {
    this.isClosed = true;
    this.isPlain = false;
    for (let sender = this.senders.leave(); sender !== undefined; sender = this.senders.leave()) {
      sender.answer(this.miss());
    }
    for (let taker = this.takers.leave(); taker !== undefined; taker = this.takers.leave()) taker(END);
  }

  /** The consumer's end: everything that is pending, and whatever is offered from now on, is missed. */
  cancel(): void {
    this.close();
    this.isCancelled = true;
    this.missedCount += this.queue.length;
    this.queue.clear();
  }

  /** Leaving a `for await` is the consumer's end. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.cancel();
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private nextWithin(limits: WaitLimits): Promise<IteratorResult<T, undefined> | GaveUp> {
    checkWaitLimits(limits);
    if (limits.signal?.aborted === true) return Promise.resolve(ABORTED);
    if (this.queue.length > 0 || this.isClosed) return this.next();
    if (limits.timeoutMillis === 0) return Promise.resolve(TIMED_OUT);
    this.isPlain = false;
    return new Promise((answer) => {
      const place = this.takers.join((result) => {
        stop();
        answer(result);
      });
      const stop = watchLimits(limits, (gaveUp) => {
        this.takers.giveUp(place);
        this.isPlain = this.takers.length === 0;
        answer(gaveUp);
      });
    });
  }

  private miss(): false {
    this.missedCount += 1;
    return false;
  }

  private offerAtOnce(item: T): boolean {
    const taker = this.takers.leave();
    if (taker === undefined) return this.miss();
    this.isPlain = this.takers.length === 0;
    this.deliveredCount += 1;
    taker({ done: false, value: item });
    return true;
  }

  private admit(): void {
    const sender = this.senders.leave()!;
    this.queue.push(sender.item);
    sender.answer(true);
  }
}

/** @throws Error for a capacity that is not a positive integer, and for an unknown policy or option */
export function channel<T extends {}>(options: ChannelOptions = {}): Channel<T> {
  const { capacity, policy } = checkedChannelOptions(options);
  return new Channel(capacity, policy);
}
