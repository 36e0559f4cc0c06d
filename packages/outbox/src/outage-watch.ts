import type { Account } from './account.js';
import type { Failure } from './sender.js';

export interface Outage {
  /** How long nothing was taken, in milliseconds. */
  readonly millis: number;
  /** Items that wait to be delivered now. */
  readonly kept: number;
  /** Items that were given up meanwhile. */
  readonly lost: number;
}

/** Tells when a receiver stops to take requests, and when it takes them again. */
export class OutageWatch {
  private since: number | undefined;
  private lostMeanwhile = 0;

  constructor(
    private readonly account: Account,
    private readonly told: { failing(failure: Failure): void; working(after: Outage): void },
  ) {}

  failed(failure: Failure): void {
    if (this.since !== undefined) return;
    this.since = performance.now();
    this.lostMeanwhile = 0;
    this.told.failing(failure);
  }

  worked(): void {
    if (this.since === undefined) return;
    const millis = performance.now() - this.since;
    this.since = undefined;
    this.told.working({ millis, kept: this.account.pending + this.account.spooled, lost: this.lostMeanwhile });
  }

  lost(items: number): void {
    this.lostMeanwhile += items;
  }
}
