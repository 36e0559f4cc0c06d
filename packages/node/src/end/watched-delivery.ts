import { safely } from '@portcall/core/internal';
import type { Balance } from '@portcall/outbox';
import type { Delivering } from './delivering.js';
import { droppedSince, type ExporterResult } from './flush-result.js';

export type Verb = 'flush' | 'shutdown' | 'leave';

/** One flush, or the end, of what delivers one signal to one exporter: from its beginning on, with what became of the items. */
export class WatchedDelivery {
  /** Never rejects. */
  readonly done: Promise<void>;
  private readonly before: Balance | undefined;
  private isDone = false;
  private answered: unknown;

  constructor(
    readonly of: Delivering,
    private readonly verb: Verb,
    timeoutMillis: number,
  ) {
    this.before = of.account?.balance;
    this.done = this.run(timeoutMillis);
  }

  private async run(timeoutMillis: number): Promise<void> {
    const { of: one, verb } = this;
    let answer: unknown;
    try {
      this.answered = safely('export.delivery', one.what, () => one[verb]?.(timeoutMillis));
      answer = await this.answered;
    } catch {
      // Rejected, which safely() has reported.
    }
    this.isDone = answer !== false;
  }

  get result(): ExporterResult | undefined {
    const { before, of: one } = this;
    if (one.account === undefined || before === undefined) return undefined;
    const { balance, signal } = one.account;
    return Object.freeze<ExporterResult>({
      exporter: one.exporter,
      signal,
      delivered: balance.delivered - before.delivered,
      rejected: balance.rejected - before.rejected,
      dropped: droppedSince(before, balance),
      spooled: balance.spooled,
      pending: balance.pending,
    });
  }

  /** Whether more may be lost than can be counted. At `exit` nothing is awaited any more. */
  get losesMore(): boolean {
    return this.answered === false;
  }

  /** Items that were given up because this was the end. */
  get givenUp(): number {
    return this.result?.dropped.shutdown ?? 0;
  }

  /** Items that are neither at their end nor on disk, and that nothing delivers any more after an end. */
  get left(): number {
    return this.givenUp + (this.result?.pending ?? 0);
  }

  get isLate(): boolean {
    if (!this.isDone) return true;
    return this.verb !== 'flush' && this.left > 0;
  }
}
