import { checkedCount } from '../problem/checked-value.js';

/** The last `capacity` items. Pushing when full overwrites the oldest; all that was ever pushed is counted. */
export class Ring<T> {
  private readonly items: T[] = [];
  private next = 0;
  private pushed = 0;

  /** @throws Error for a capacity that is not a positive whole number */
  constructor(readonly capacity: number) {
    checkedCount(capacity, 'capacity', 'give how many items to keep');
  }

  get length(): number {
    return this.items.length;
  }

  /** How many were pushed, those that are overwritten included. */
  get total(): number {
    return this.pushed;
  }

  push(item: T): void {
    this.items[this.next] = item;
    this.next = this.next + 1 === this.capacity ? 0 : this.next + 1;
    this.pushed += 1;
  }

  *newestFirst(): Generator<T, void, undefined> {
    const { length } = this.items;
    for (let age = 1; age <= length; age += 1) yield this.items[(this.next - age + length) % length] as T;
  }
}
