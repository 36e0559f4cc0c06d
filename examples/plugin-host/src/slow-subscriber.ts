import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type InvocationMetricsBus, type InvocationReceiver, isLagged } from '@portcall/invocations';
import type { Reception } from './subscribers.js';

/** A subscriber that takes its time over every metric, as one that waits for a network does. It comes and goes. */
export class SlowSubscriber {
  private delivered = 0;
  private lagged = 0;
  /** What was still pending whenever it left. */
  private left = 0;
  private receiver: InvocationReceiver | undefined;

  /** @param takesMs milliseconds for one metric */
  constructor(
    private readonly bus: InvocationMetricsBus,
    private readonly takesMs: number,
  ) {}

  /** What it has been given and told, in all the time it was there. */
  reception(): Reception {
    return { delivered: this.delivered, lagged: this.lagged, pending: this.left + (this.receiver?.pending ?? 0) };
  }

  join(): void {
    this.receiver = this.bus.subscribe({ name: 'slow', capacity: 64 });
    void this.follow(this.receiver);
  }

  async leave(): Promise<void> {
    const { receiver } = this;
    if (receiver === undefined) return;
    // What it was given just now it has to see first; and how far it lags it is told with the next it takes.
    await setImmediate();
    const next = receiver.take();
    if (next !== undefined) this.take(next);
    this.left += receiver.pending;
    this.receiver = undefined;
    receiver.close();
  }

  private async follow(receiver: InvocationReceiver): Promise<void> {
    for await (const received of receiver) {
      this.take(received);
      await sleep(this.takesMs);
    }
  }

  private take(received: object): void {
    if (isLagged(received)) this.lagged += received.lagged;
    else this.delivered += 1;
  }
}
