interface Waiting {
  readonly upTo: number;
  readonly isHopeless: () => boolean;
  readonly resolve: (isDone: boolean) => void;
}

/** Who waits until everything that came before is at its end. What comes later is counted apart, so that a flush ends under load. */
export class Flushes {
  /** What comes now belongs to the flush of this number. */
  now = 0;
  private readonly open = new Map<number, number>();
  private readonly waiting = new Set<Waiting>();

  /** One more of a flush's number is not at its end. */
  began(number: number): void {
    this.open.set(number, (this.open.get(number) ?? 0) + 1);
  }

  ended(number: number): void {
    const left = (this.open.get(number) ?? 0) - 1;
    if (left > 0) this.open.set(number, left);
    else this.open.delete(number);
  }

  /**
   * Waits, and keeps the process alive meanwhile.
   * @param isHopeless says, whenever something has happened, whether there is no point in waiting on
   * @returns whether everything that came before is at its end
   */
  begin(timeoutMillis: number, isHopeless: () => boolean): Promise<boolean> {
    const upTo = this.now;
    this.now += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiting.resolve(false), timeoutMillis);
      const waiting: Waiting = {
        upTo,
        isHopeless,
        resolve: (isDone) => {
          clearTimeout(timer);
          this.waiting.delete(waiting);
          resolve(isDone);
        },
      };
      this.waiting.add(waiting);
    });
  }

  /** Something has happened. */
  look(): void {
    for (const waiting of [...this.waiting]) {
      if (this.isDone(waiting.upTo)) waiting.resolve(true);
      else if (waiting.isHopeless()) waiting.resolve(false);
    }
  }

  /** Nobody needs to wait any longer. */
  giveUp(): void {
    for (const waiting of [...this.waiting]) waiting.resolve(this.isDone(waiting.upTo));
  }

  private isDone(upTo: number): boolean {
    for (const number of this.open.keys()) {
      if (number <= upTo) return false;
    }
    return true;
  }
}
