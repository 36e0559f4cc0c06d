import { Queue } from '@portcall/core/internal';
import type { Held } from './held.js';

// So many requests that nobody has them: the bound is in bytes, and this one for what is on disk.
const MOST_REQUESTS = 65_536;

/** What waits to be sent, oldest first: what is to be sent again, then what went to disk, then what came since. */
export class MemoryQueue {
  /** Bytes of all that is in memory and not at its end, under way or waiting. */
  bytes = 0;
  private readonly again: Held[] = [];
  private readonly onDisk = new Queue<Held>(MOST_REQUESTS);
  private readonly since = new Queue<Held>(MOST_REQUESTS);

  get length(): number {
    return this.again.length + this.onDisk.length + this.since.length;
  }

  get hasOnDisk(): boolean {
    return this.onDisk.length > 0;
  }

  /** @returns false where there is no place for one more */
  add(held: Held): boolean {
    const isAdded = (held.entry === undefined ? this.onDisk : this.since).push(held);
    if (isAdded) this.bytes += held.size;
    return isAdded;
  }

  /** Is sent before everything else. It has never left the count of bytes. */
  putBack(held: Held): void {
    this.again.unshift(held);
  }

  next(): Held | undefined {
    return this.again.shift() ?? this.onDisk.shift() ?? this.since.shift();
  }

  /** Takes out the oldest whose bytes are in memory. Its bytes still count. */
  takeOldestInMemory(): Held | undefined {
    return this.since.shift() ?? this.again.pop();
  }

  /** Takes out what may be merged, oldest first. Its bytes still count. */
  takeMergeable(): readonly Held[] {
    const all = [...this.again.splice(0), ...this.since];
    const others = this.since.length;
    const again = all.length - others;
    this.since.clear();
    for (const [place, held] of all.entries()) {
      if (held.mayMerge) continue;
      if (place < again) this.again.push(held);
      else this.since.push(held);
    }
    return all.filter(({ mayMerge }) => mayMerge);
  }

  /** Everything that waits with its bytes in memory, oldest first. */
  *inMemory(): Iterable<Held> {
    yield* this.again;
    yield* this.since;
  }
}
