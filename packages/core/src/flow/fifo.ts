/**
 * First in, first out, at most `capacity` items.
 *
 * Its memory grows with what is in it at once, up to the capacity, and stays; what was taken is let go of.
 */
export class Queue<T> {
  private readonly slots: (T | undefined)[] = [];
  private head = 0;
  private count = 0;

  constructor(readonly capacity: number) {}

  get length(): number {
    return this.count;
  }

  get isFull(): boolean {
    return this.count === this.capacity;
  }

  /** @returns false when it is full */
  push(item: T): boolean {
    const { count, capacity } = this;
    if (count === capacity) return false;
    const end = this.head + count;
    this.slots[end < capacity ? end : end - capacity] = item;
    this.count = count + 1;
    return true;
  }

  /** Puts the newest in the place of the oldest. Only while it is full. */
  replaceOldest(item: T): void {
    this.slots[this.head] = item;
    this.head = this.head + 1 === this.capacity ? 0 : this.head + 1;
  }

  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.slots[this.head];
    this.slots[this.head] = undefined;
    this.count -= 1;
    // Back to the start whenever it is empty: with a consumer that keeps up, a large capacity costs nothing.
    this.head = this.count === 0 || this.head + 1 === this.capacity ? 0 : this.head + 1;
    return item;
  }

  /** What is in it, oldest first; it must not change meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    for (let at = 0; at < this.count; at += 1) yield this.slots[(this.head + at) % this.capacity] as T;
  }

  clear(): void {
    this.slots.length = 0;
    this.head = 0;
    this.count = 0;
  }
}
