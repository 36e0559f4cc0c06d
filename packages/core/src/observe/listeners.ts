import { whenRejected } from '../problem/when-rejected.js';
import { Roster } from './roster.js';

/** What it promises is not awaited; what it throws or rejects with is reported. */
export type Listener<T> = (value: T) => unknown;

/** One that listens until it is taken out. */
export interface Listening<T> {
  readonly listener: Listener<T>;
  isThere: boolean;
}

/** Who is called with every value, in the order in which they came. One that fails is no concern of the others. */
export class Listeners<T> {
  private readonly entries: Roster<Listening<T>> = new Roster();

  /** @param failed reports what a listener threw or rejected with */
  constructor(private readonly failed: (cause: unknown) => void) {}

  get size(): number {
    return this.entries.size;
  }

  /** Those there are now: replaced when somebody comes or goes, never changed. */
  get all(): readonly Listening<T>[] {
    return this.entries.all;
  }

  /** @returns undo, after which the listener hears nothing more, not even what is being told to `all` of before */
  add(listener: Listener<T>): () => void {
    const entry: Listening<T> = { listener, isThere: true };
    this.entries.add(entry);
    return () => {
      entry.isThere = false;
      this.entries.delete(entry);
    };
  }

  clear(): void {
    for (const entry of this.entries.all) entry.isThere = false;
    this.entries.clear();
  }

  /** Never throws. @param whom those who were there at some time; who has gone since hears nothing */
  tell(value: T, whom: readonly Listening<T>[] = this.entries.all): void {
    for (const entry of whom) {
      if (entry.isThere) this.tellOne(entry.listener, value);
    }
  }

  private tellOne(listener: Listener<T>, value: T): void {
    try {
      const answer = listener(value);
      if (answer !== undefined) whenRejected(answer, this.failed);
    } catch (cause) {
      this.failed(cause);
    }
  }
}
