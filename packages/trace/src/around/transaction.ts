import type { OpenTransaction, Waiting } from '@portcall/core/internal';

/** Where a savepoint was set: what waits from there on is discarded with it. */
interface Savepoint {
  readonly name: string;
  readonly from: number;
}

// Longer than any transaction should be; what waits beyond is counted as discarded, which the metric's owner can see.
const MOST_WAITING = 100_000;

/** A database transaction that a call has begun, and what waits for its end. */
export class Transaction implements OpenTransaction {
  isOpen = true;
  private readonly waiting: Waiting[] = [];
  private readonly savepoints: Savepoint[] = [];
  /** In how many savepoints a statement has failed after which the database takes no others, where it has. */
  private failedIn: number | undefined = undefined;

  /**
   * @param owner the call that has begun it
   * @param connection what tells it from others that are open at the same time
   * @param outer the one that was open before
   */
  constructor(
    readonly owner: object,
    readonly connection: object | undefined,
    readonly outer: Transaction | undefined,
  ) {}

  /** Whether anything waits for its end. */
  get isAwaited(): boolean {
    return this.waiting.length > 0;
  }

  wait(waiting: Waiting): void {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(waiting);
    else waiting.discarded();
  }

  /** A statement has failed, and the database refuses all others until it is rolled back. */
  fail(): void {
    this.failedIn ??= this.savepoints.length;
  }

  savepoint(name: string): void {
    this.savepoints.push({ name, from: this.waiting.length });
  }

  /** @param name '' for the innermost, as everywhere */
  release(name: string): void {
    const index = this.indexOf(name);
    if (index >= 0) this.savepoints.length = index;
  }

  /** One with a name goes on after it, as SQL has it. */
  rollbackTo(name: string): void {
    const index = this.indexOf(name);
    if (index < 0) return;
    if (this.failedIn !== undefined && this.failedIn > index) this.failedIn = undefined;
    discard(this.waiting.splice(this.savepoints[index]?.from ?? 0));
    this.savepoints.length = name === '' ? index : index + 1;
  }

  /** @param isConfirmed whether the database has said that it did so, and not only that it has ended it */
  commit(isConfirmed: boolean): void {
    if (this.failedIn !== undefined && !isConfirmed) {
      this.rollback();
      return;
    }
    this.isOpen = false;
    for (const waiting of this.waiting.splice(0)) waiting.committed();
  }

  rollback(): void {
    this.isOpen = false;
    discard(this.waiting.splice(0));
  }

  private indexOf(name: string): number {
    if (name === '') return this.savepoints.length - 1;
    return this.savepoints.findLastIndex((savepoint) => savepoint.name === name);
  }
}

function discard(all: readonly Waiting[]): void {
  for (const waiting of all) waiting.discarded();
}
