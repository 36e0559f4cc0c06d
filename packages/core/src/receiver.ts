import type { Channel } from './channel.js';
import { describe } from './describe.js';

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
  /** @throws Error for anything but a channel */
  constructor(private readonly channel: Source<T>) {
    if (typeof (channel as Source<T> | undefined)?.take !== 'function') {
      throw new Error(`Receiver: ${describe(channel)} is not a channel; give one that channel() made`);
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

  /** The oldest item once there is one; done once nothing is pending and nothing can come. Never rejects. */
  async next(): Promise<IteratorResult<T, undefined>> {
    // Awaited here, so that whoever waits holds this: an end at which somebody waits is not a forgotten one.
    return await this.channel.next();
  }

  /** Takes nothing more: what is pending, and whatever comes, is missed. */
  close(): void {
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
