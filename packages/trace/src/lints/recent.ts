/**
 * The newest of what was set, at least so many and at most twice as many. Two maps in turn: to delete the oldest key of one
 * with every new one would cost as much as all the rest, since it leaves gaps that the next look for the oldest walks through.
 */
export class Recent<V> {
  private young: Map<string, V> = new Map();
  private old: Map<string, V> = new Map();

  constructor(private readonly capacity: number) {}

  get(key: string): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.capacity) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  delete(key: string): void {
    if (!this.young.delete(key)) this.old.delete(key);
  }
}
