import { checkedFunction } from '../problem/checked-value.js';
import { report } from '../problem/problem.js';
import { shown } from '../problem/shown.js';
import { inNextTurn } from '../runtime/turn.js';
import { type BatchOptions, checkedBatchOptions } from './batch-options.js';

/** Where items come from: a `Receiver`, or whatever takes as one does. Once closed, its `next()` is done. */
export interface BatchSource<T extends {}> {
  next(): Promise<IteratorResult<T, undefined>>;
  take(): T | undefined;
  close(): void;
}

/** What became of the items a batching subscriber took. Where the source tells of a lag, that counts as an item, too. */
export interface BatchStatus {
  /** Items for which `send()` succeeded. */
  readonly sent: number;
  /** Items for which `send()` failed. */
  readonly lost: number;
  /** Items that were taken and are neither: being collected, or being sent. One that just came is a moment on its way. */
  readonly pending: number;
  /** How often `send()` was called. */
  readonly batches: number;
}

/**
 * Takes items and sends them on, several at once, one batch at a time: a slow `send()` is not given more, and what comes
 * meanwhile waits, or is dropped and counted, in the source.
 *
 * While a batch is being collected its timer keeps the process alive, so that a natural end loses nothing and comes at
 * most `everyMs` later. `process.exit()` does not wait: close first.
 */
export class Batch<T extends {}> implements Disposable, AsyncDisposable {
  /** The batch that is being collected. */
  private items: T[] = [];
  /** What the source still had when this was closed. */
  private rest: readonly T[] = [];
  private sentCount = 0;
  private lostCount = 0;
  private sendingCount = 0;
  private batchCount = 0;
  private timer: NodeJS.Timeout | undefined = undefined;
  private isDue = false;
  private isReading = false;
  private isClosing = false;
  private hasEnded = false;
  private wake: () => void = () => {};
  private readonly done: Promise<void>;

  constructor(
    private readonly source: BatchSource<T>,
    private readonly options: Required<BatchOptions>,
    private readonly send: (items: readonly T[]) => unknown,
  ) {
    this.done = this.run();
  }

  status(): BatchStatus {
    const { sentCount: sent, lostCount: lost, batchCount: batches } = this;
    return { sent, lost, pending: this.items.length + this.rest.length + this.sendingCount, batches };
  }

  /**
   * Takes what is pending in the source now, closes it, and sends the rest.
   * @returns once all of it is sent or lost; never rejects
   */
  close(): Promise<void> {
    if (!this.isClosing) {
      this.isClosing = true;
      try {
        this.rest = taken(this.source, Number.POSITIVE_INFINITY);
        this.source.close();
      } catch (cause) {
        this.sourceFailed(cause);
      }
      this.wake();
    }
    return this.done;
  }

  /** Closes, without waiting for what is still to be sent. */
  [Symbol.dispose](): void {
    void this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async run(): Promise<void> {
    while (await this.isCollected()) {
      await this.sendBatch();
      await this.turn();
    }
  }

  /** Waits for a batch. @returns false once there is none to come */
  private async isCollected(): Promise<boolean> {
    for (;;) {
      this.fill();
      const { length } = this.items;
      const isLast = this.isClosing || this.hasEnded;
      if (length >= this.options.maxSize || (length > 0 && (this.isDue || isLast))) return true;
      if (this.hasEnded) return false;
      const woken = this.woken();
      void this.read();
      await woken;
    }
  }

  /** Takes what is there already. Not while an item is on its way: it is older. */
  private fill(): void {
    if (this.isReading && !this.hasEnded) return;
    const { rest } = this;
    this.rest = [];
    this.add(rest);
    if (this.isClosing || this.hasEnded) return;
    try {
      this.add(taken(this.source, this.options.maxSize - this.items.length));
    } catch (cause) {
      this.sourceFailed(cause);
    }
  }

  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      const { done, value } = await this.source.next();
      if (done === true) this.hasEnded = true;
      else this.add([value]);
    } catch (cause) {
      this.sourceFailed(cause);
    }
    this.isReading = false;
    this.wake();
  }

  private add(items: readonly T[]): void {
    if (items.length === 0) return;
    for (const item of items) this.items.push(item);
    this.timer ??= setTimeout(() => {
      this.isDue = true;
      this.wake();
    }, this.options.everyMs);
  }

  private async sendBatch(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isDue = false;
    const items = this.items.splice(0, this.options.maxSize);
    this.sendingCount = items.length;
    this.batchCount += 1;
    try {
      await this.send(items);
      this.sentCount += this.sendingCount;
    } catch (cause) {
      this.lostCount += this.sendingCount;
      this.sendFailed(cause);
    }
    this.sendingCount = 0;
  }

  private woken(): Promise<void> {
    return new Promise((wake) => {
      this.wake = wake;
    });
  }

  /** A `send()` that makes items itself would otherwise never let anything else run. */
  private turn(): Promise<void> {
    const woken = this.woken();
    inNextTurn(this.wake);
    return woken;
  }

  private sendFailed(cause: unknown): void {
    const { name } = this.options;
    report({
      key: 'observe.batch_send',
      about: name,
      message: `batch ${name}: its send() failed; the items of that batch are lost and the next one goes on; let send() keep or send again what must not be lost`,
      cause,
      count: this.sendingCount,
    });
  }

  private sourceFailed(cause: unknown): void {
    this.hasEnded = true;
    const { name } = this.options;
    report({
      key: 'observe.batch_source',
      about: name,
      message: `batch ${name}: its source failed; what was taken is sent, and nothing more is taken; start another batch to go on`,
      cause,
    });
  }
}

/**
 * Sends what comes to a receiver in batches: `maxSize` items at once, or those there are `everyMs` after the first of
 * them; the rest when the receiver ends, and on `close()`. What `send()` promises is awaited. It retries nothing: what
 * `send()` throws or rejects with is reported, and the items of that batch count as lost.
 *
 * @throws Error for a source or a `send` of another type, a size that is not a positive whole number, a time that is not a
 *   number of milliseconds, and unknown options
 */
export function batch<T extends {}>(
  source: BatchSource<T>,
  options: BatchOptions,
  send: (items: readonly T[]) => unknown,
): Batch<T> {
  if (!isSource(source)) {
    throw new Error(
      `batch(source): ${shown(source)} is not a Receiver; give an object with next(), take() and close()`,
    );
  }
  checkedFunction(send, 'batch(send)', 'give a function that takes the items');
  return new Batch(source, checkedBatchOptions(options), send);
}

function isSource(source: unknown): boolean {
  const { next, take, close } = (source ?? {}) as Readonly<Record<string, unknown>>;
  return [next, take, close].every((method) => typeof method === 'function');
}

function taken<T extends {}>(source: BatchSource<T>, most: number): readonly T[] {
  const items: T[] = [];
  while (items.length < most) {
    const item = source.take();
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}
