import { shown } from '../problem/shown.js';
import type { Channel } from './channel.js';
import type { GaveUp, WaitLimits } from './wait-limits.js';

/** What a consumer needs of its channel. */
type Source<T extends {}> = Pick<
  Channel<T>,
  'delivered' | 'missed' | 'pending' | 'disconnected' | 'take' | 'next' | 'cancel'
>;

/**
 * The consumer's end of a channel. Whoever feeds the channel holds the channel and not this, so that a receiver that
 * nobody has any more can be garbage-collected, and found.
 */
export class Receiver<T extends {}>
  implements AsyncIterableIterator<T, undefined, undefined>, Disposable, AsyncDisposable
{
  /**
   * @param leave called when this end is closed, to take its channel from whoever feeds it
   * @throws Error for anything but a channel
   */
  constructor(
    private readonly channel: Source<T>,
    private readonly leave: () => void = () => {},
  ) {
    if (typeof (channel as Source<T> | undefined)?.take !== 'function') {
      throw new Error(`Receiver: ${shown(channel)} is not a channel; give one that channel() made`);
    }
  }

  /** What has been taken. */
  get delivered(): number {
    return this.channel.delivered;
  }

  /**
   * What never came. Under `drop-oldest` everything that was missed is older than everything that is pending, so the
   * difference between two looks is by how much this end lagged before the next item.
   */
  get missed(): number {
    return this.channel.missed;
  }

  get pending(): number {
    return this.channel.pending;
  }

  /** Whether this end was closed. */
  get disconnected(): boolean {
    return this.channel.disconnected;
  }

  /** The oldest item, if there is one now. */
  take(): T | undefined {
    return this.channel.take();
  }

  /**
   * The oldest item once there is one; done once nothing is pending and nothing can come. Never rejects.
   *
   * With limits it may give up: `done` is false then, `value` undefined, and `gaveUp` says why. Nothing was taken: what
   * comes later is for the next to ask. Rejects where the limits are wrong.
   *
   * Source: `recv_timeout` of the seeds.
   */
  next(): Promise<IteratorResult<T, undefined>>;
  next(limits: WaitLimits | undefined): Promise<IteratorResult<T, undefined> | GaveUp>;
  async next(limits?: WaitLimits): Promise<IteratorResult<T, undefined> | GaveUp> {
    // Awaited here, so that whoever waits holds this: an end at which somebody waits is not a forgotten one.
    return await this.channel.next(limits);
  }

  /** Takes nothing more: what is pending, and whatever comes, is missed. */
  close(): void {
    this.leave();
    this.channel.cancel();
  }

  /** Leaving a `for await` closes. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
