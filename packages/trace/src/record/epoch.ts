import type { Clock } from '@portcall/core';

const CHECKED_EVERY_MS = 1_000;

/**
 * When a moment of the monotonic clock was, without reading the wall clock for each: the distance between the two is
 * measured once a second, and so a wall clock that jumps is followed within a second.
 */
export class Epoch {
  private distance = 0;
  private checkedAt: number = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds since 1970, with fractions. */
  at(monotonic: number): number {
    // The other way round too: a test may put another clock in the place of the system's.
    if (!(Math.abs(monotonic - this.checkedAt) < CHECKED_EVERY_MS)) {
      this.distance = this.clock.wall() - monotonic;
      this.checkedAt = monotonic;
    }
    return monotonic + this.distance;
  }
}
