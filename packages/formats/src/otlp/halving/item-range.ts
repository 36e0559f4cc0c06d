/** Which items of a request are wanted, while somebody goes through them in their order. */
export class ItemRange {
  /** How many items there were so far. */
  seen = 0;
  /** How many of them are wanted. */
  taken = 0;

  /**
   * @param from index of the first wanted item
   * @param to index of the first one after it that is not
   */
  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  /** Whether the next item is wanted. */
  takesNext(): boolean {
    const at = this.seen;
    this.seen += 1;
    if (at < this.from || at >= this.to) return false;
    this.taken += 1;
    return true;
  }
}
