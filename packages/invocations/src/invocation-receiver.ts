import { type Channel, Receiver } from '@portcall/core';
import type { InvocationMetric } from './invocation-metric.js';
import type { Lagged } from './lagged.js';

/**
 * Gives every metric recorded since it subscribed, oldest first. One that was too slow gets, in the place of what it
 * missed, how many those were, and goes on from the oldest that was kept. Only metrics count as delivered.
 */
export class InvocationReceiver extends Receiver<InvocationMetric | Lagged> {
  /** How much of what was missed has been told. */
  private told = 0;

  /** @param leave takes the channel out of its bus */
  constructor(
    metrics: Channel<InvocationMetric>,
    private readonly leave: () => void,
  ) {
    super(metrics);
  }

  /** What comes next, if it is there now. */
  override take(): InvocationMetric | Lagged | undefined {
    return this.lag() ?? super.take();
  }

  /** What comes next once it is there; done once nothing is pending and nothing can come. Never rejects. */
  override async next(): Promise<IteratorResult<InvocationMetric | Lagged, undefined>> {
    const lagged = this.lag();
    return lagged === undefined ? await super.next() : { done: false, value: lagged };
  }

  /** Leaves the bus: what is pending is missed, and nothing more comes. */
  override close(): void {
    this.leave();
    super.close();
  }

  /** Under `drop-oldest` everything that was missed is older than everything that is pending. */
  private lag(): Lagged | undefined {
    const { missed, disconnected } = this;
    if (missed === this.told || disconnected) return undefined;
    const lagged = missed - this.told;
    this.told = missed;
    return Object.freeze({ lagged });
  }
}
