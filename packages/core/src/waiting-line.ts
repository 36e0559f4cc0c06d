interface Place<W> {
  readonly who: W;
  behind: Place<W> | undefined;
}

/** Who waits: first come, first served, however many they are. */
export class WaitingLine<W> {
  private first: Place<W> | undefined = undefined;
  private last: Place<W> | undefined = undefined;
  private count = 0;

  get length(): number {
    return this.count;
  }

  join(who: W): void {
    const place: Place<W> = { who, behind: undefined };
    if (this.last === undefined) this.first = place;
    else this.last.behind = place;
    this.last = place;
    this.count += 1;
  }

  /** Whoever has waited longest, who is in the line no more. */
  leave(): W | undefined {
    const place = this.first;
    if (place === undefined) return undefined;
    this.first = place.behind;
    if (this.first === undefined) this.last = undefined;
    this.count -= 1;
    return place.who;
  }
}
