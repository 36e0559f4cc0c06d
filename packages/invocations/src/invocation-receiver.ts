import type { Channel } from '@portcall/core';
import type { InvocationMetric } from './invocation-metric.js';
import type { Lagged } from './lagged.js';

type Received = InvocationMetric | Lagged;

const END: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * Gets every metric recorded since it subscribed, oldest first. One that was too slow gets, in the place of what it
 * missed, how many those were, and goes on from the oldest that was kept.
 *
 * The bus holds the channel and not this, so that a receiver nobody has any more can be garbage-collected, and found.
 */
export class InvocationReceiver
  implements AsyncIterableIterator<Received, undefined, undefined>, Disposable, AsyncDisposable
{
  /** How much of what was missed has been told. */
  private told = 0;

  /** @param leave takes the channel out of its bus */
  constructor(
    private readonly channel: Channel<InvocationMetric>,
    private readonly leave: () => void,
  ) {}

  /** Metrics that were taken. */
  get delivered(): number {
    return this.channel.delivered;
  }

  /** Metrics that never came, told or not. */
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

  /** What comes next, if it is there now. */
  take(): Received | undefined {
    return this.lag() ?? this.channel.take();
  }

  /** What comes next once it is there; done once nothing is pending and nothing can come. Never rejects. */
  async next(): Promise<IteratorResult<Received, undefined>> {
    const lagged = this.lag();
    if (lagged !== undefined) return { done: false, value: lagged };
    // Awaited here, so that whoever waits holds this: a receiver at which somebody waits is not a forgotten one.
    return await this.channel.next();
  }

  /** Leaves the bus: what is pending is missed, and nothing more comes. */
  close(): void {
    this.leave();
    this.channel.cancel();
  }

  /** Leaving a `for await` closes. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.close();
    return Promise.resolve(END);
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

  /** Under `drop-oldest` everything that was missed is older than everything that is pending. */
  private lag(): Lagged | undefined {
    const { missed, disconnected } = this.channel;
    if (missed === this.told || disconnected) return undefined;
    const lagged = missed - this.told;
    this.told = missed;
    return Object.freeze({ lagged });
  }
}
