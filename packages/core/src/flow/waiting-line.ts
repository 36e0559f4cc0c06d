/** Somebody's place in a line. */
export interface Place<W> {
  readonly who: W;
  before: Place<W> | undefined;
  behind: Place<W> | undefined;
  isLeft: boolean;
}

/** Who waits: first come, first served, however many they are. */
export class WaitingLine<W> {
  private first: Place<W> | undefined = undefined;
  private last: Place<W> | undefined = undefined;
  private count = 0;

  get length(): number {
    return this.count;
  }

  join(who: W): Place<W> {
    const place: Place<W> = { who, before: this.last, behind: undefined, isLeft: false };
    if (this.last === undefined) this.first = place;
    else this.last.behind = place;
    this.last = place;
    this.count += 1;
    return place;
  }

  /** Whoever has waited longest, who is in the line no more. */
  leave(): W | undefined {
    const place = this.first;
    if (place === undefined) return undefined;
    this.giveUp(place);
    return place.who;
  }

  /** Somebody anywhere in the line waits no longer. */
  giveUp(place: Place<W>): void {
    if (place.isLeft) return;
    const { before, behind } = place;
    if (before === undefined) this.first = behind;
    else before.behind = behind;
    if (behind === undefined) this.last = before;
    else behind.before = before;
    place.isLeft = true;
    this.count -= 1;
  }
}
