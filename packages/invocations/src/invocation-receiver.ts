import { type GaveUp, Receiver, type WaitLimits } from '@portcall/core';
import type { InvocationMetric } from './invocation-metric.js';
import type { Lagged } from './lagged.js';

/**
 * Gives every metric recorded since it subscribed, oldest first. One that was too slow gets, in the place of what it
 * missed, how many those were, and goes on from the oldest that was kept. Only metrics count as delivered.
 */
export class InvocationReceiver extends Receiver<InvocationMetric | Lagged> {
  /** How much of what was missed has been told. */
  private told = 0;

  /** What comes next, if it is there now. */
  override take(): InvocationMetric | Lagged | undefined {
    return this.lag() ?? super.take();
  }

  /**
   * What comes next once it is there; done once nothing is pending and nothing can come. Never rejects.
   *
   * With limits it may give up: `done` is false then, `value` undefined, and `gaveUp` says why. Nothing was taken, and no
   * lag was told: both are for the next to ask. Rejects where the limits are wrong.
   */
  override next(): Promise<IteratorResult<InvocationMetric | Lagged, undefined>>;
  override next(limits: WaitLimits | undefined): Promise<IteratorResult<InvocationMetric | Lagged, undefined> | GaveUp>;
  override async next(limits?: WaitLimits): Promise<IteratorResult<InvocationMetric | Lagged, undefined> | GaveUp> {
    const lagged = limits?.signal?.aborted === true ? undefined : this.lag();
    return lagged === undefined ? await super.next(limits) : { done: false, value: lagged };
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
