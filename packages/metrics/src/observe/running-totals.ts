/** What a reader has seen of one series of an observed counter. */
interface Total {
  readonly value: number;
  /** When it was seen, and since when it goes: milliseconds since 1970. */
  readonly time: number;
  readonly startTime: number;
}

/** How a total has changed since a reader saw it last. */
export interface Change {
  /** What was added since, or all there is where it began anew. */
  readonly added: number;
  /** Since when `added` goes. */
  readonly since: number;
  /** Since when the total goes. */
  readonly startTime: number;
  readonly isNew: boolean;
}

/**
 * The totals that one reader has seen of one observed counter. A total that has fallen began anew after it was seen last.
 *
 * A series that is not observed for a while goes on where it was, as its callback may have failed once. Of series that
 * have gone at most twice `room` are remembered.
 */
export class RunningTotals {
  private seen = new Map<string, Total>();
  private unseen = new Map<string, Total>();

  constructor(
    private readonly began: number,
    /** At least as many as there are at a time. */
    private readonly room: number,
  ) {}

  take(key: string, value: number, time: number): Change {
    const last = this.seen.get(key) ?? this.unseen.get(key);
    const startTime = last === undefined ? this.began : value < last.value ? last.time : last.startTime;
    this.put(key, { value, time, startTime });
    if (last === undefined) return { added: value, since: this.began, startTime, isNew: true };
    return { added: value < last.value ? value : value - last.value, since: last.time, startTime, isNew: false };
  }

  /** Two generations: what is still in the older one when the younger is full has not been seen since that began. */
  private put(key: string, total: Total): void {
    if (this.seen.size >= this.room && !this.seen.has(key)) {
      this.unseen = this.seen;
      this.seen = new Map();
    }
    this.unseen.delete(key);
    this.seen.set(key, total);
  }
}
