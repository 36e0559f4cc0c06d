import type { Entry } from './entry.js';

/** Gives an entry in two halves; undefined for one of a single item, and for bytes that cannot be read. */
export type Halve = (entry: Entry) => readonly [Entry, Entry] | undefined;

/**
 * Finds the item that a receiver refuses a request for, by sending halves of it. Each step sends one half: where it is
 * taken, the other one is to blame and need not be sent; where it is refused, the other one waits for the end. So one
 * poisonous item of n costs log2 n requests, and one more for what was not to blame; where every half is taken the last item is asked for, too.
 */
export class PoisonSearch {
  /** What is sent next; undefined once there is nothing left to ask. */
  tested: Entry | undefined;
  private other: Entry | undefined;
  private readonly innocent: Entry[] = [];
  private readonly guilty: Entry[] = [];
  /** Whether a half has been refused as well: a receiver that refused the whole only may have been mistaken. */
  private isProven = false;

  /** @param halves of what was refused */
  constructor(
    halves: readonly [Entry, Entry],
    private readonly halve: Halve,
  ) {
    [this.tested, this.other] = halves;
  }

  /** Everything that is neither taken nor given up. */
  get left(): readonly Entry[] {
    return [this.tested, this.other, ...this.innocent].filter((entry) => entry !== undefined);
  }

  /** What was tested was taken. */
  taken(): void {
    const { other } = this;
    this.tested = undefined;
    this.other = undefined;
    if (other === undefined) return;
    if (this.isProven || other.items > 1) this.suspect(other);
    else this.tested = other;
  }

  /** What was tested was refused. */
  refused(): void {
    const { tested, other } = this;
    this.isProven = true;
    if (other !== undefined) this.innocent.push(other);
    this.other = undefined;
    if (tested !== undefined) this.suspect(tested);
  }

  /** What has turned out to be to blame since the last time. */
  takeGuilty(): readonly Entry[] {
    return this.guilty.splice(0);
  }

  /** What was not to blame and is still to be sent. */
  takeInnocent(): readonly Entry[] {
    return this.innocent.splice(0);
  }

  private suspect(entry: Entry): void {
    const halves = this.halve(entry);
    [this.tested, this.other] = halves ?? [undefined, undefined];
    if (halves === undefined) this.guilty.push(entry);
  }
}
