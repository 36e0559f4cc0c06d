import type { Entry } from '../entry.js';
import type { PoisonSearch } from '../poison-search.js';
import type { SpooledEntry } from '../spool.js';

/** A request between being put into the outbox and its end: in memory, on disk, or both. */
export class Held {
  /** Undefined while it is on disk only. */
  entry: Entry | undefined;
  spooled: SpooledEntry | undefined;
  /** While the item that a receiver refuses is looked for: it says what is sent. */
  search: PoisonSearch | undefined;
  /** Whether the receiver may have taken it already. */
  mayHaveArrived = false;
  /** Whether the connection it was sent over was closed: the next attempt is made at once, on another one. */
  wasReset = false;
  /** When its first attempt began, in milliseconds of `performance.now()`. */
  begunAt: number | undefined;
  /** Items that are neither delivered nor given up. */
  items: number;
  /** After how many mergings it came. Undefined where it must stay a request of its own. */
  round: number | undefined;

  /**
   * @param flushed which flush waits for it
   * @param since when it came, in milliseconds of `performance.now()`
   */
  constructor(
    held: { readonly entry: Entry } | { readonly spooled: SpooledEntry },
    readonly flushed: number,
    readonly since: number,
  ) {
    this.entry = 'entry' in held ? held.entry : undefined;
    this.spooled = 'spooled' in held ? held.spooled : undefined;
    this.items = 'entry' in held ? held.entry.items : held.spooled.items;
  }

  /** Bytes in memory. */
  get size(): number {
    return this.entry?.bytes.byteLength ?? 0;
  }

  /** Whether its items may go into another request: surely the receiver has none of them. */
  get mayMerge(): boolean {
    return this.round !== undefined && this.search === undefined && !this.mayHaveArrived;
  }

  /** What is sent next. */
  get next(): Entry | undefined {
    return this.search === undefined ? this.entry : this.search.tested;
  }

  /** What is in memory and not yet at its end. */
  get left(): readonly Entry[] {
    if (this.search !== undefined) return this.search.left;
    return this.entry === undefined ? [] : [this.entry];
  }
}
