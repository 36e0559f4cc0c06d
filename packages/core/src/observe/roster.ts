/**
 * Who is there, in the order in which they came. Coming and leaving cost the same however many are there, and telling
 * all of them nothing but that.
 */
export class Roster<T> {
  private readonly members: Set<T> = new Set();
  // Made anew at the first look after a change: who looks goes through all of them anyway.
  private list: readonly T[] | undefined = undefined;

  get size(): number {
    return this.members.size;
  }

  /** Replaced, never changed: members may come and go while somebody goes through it. */
  get all(): readonly T[] {
    this.list ??= [...this.members];
    return this.list;
  }

  /** Nobody is there twice. */
  add(member: T): void {
    this.members.add(member);
    this.list = undefined;
  }

  /** @returns whether it was there */
  delete(member: T): boolean {
    this.list = undefined;
    return this.members.delete(member);
  }

  clear(): void {
    this.members.clear();
    this.list = undefined;
  }
}
