/** Time as a value, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; only ever goes forward. */
  monotonic(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z, with fractions; follows the system's clock, which may jump. */
  wall(): number;
}

// The system's wall clock counts whole milliseconds, in which a caller could seem to end before its callee.
const TOLERANCE_MS = 2;

/** The system's time; follows fake timers whenever they are installed. */
export const systemClock: Clock = clockOn(() => globalThis.performance.now());

/**
 * The same time as it can be had now, for a path that reads it several times per call: `performance.now()` makes sure
 * whose it is at every reading, which is a fifth of its cost. Fake timers installed later do not move this clock.
 */
export function heldSystemClock(): Clock {
  const { hrtime } = (globalThis as { readonly process?: Partial<NodeJS.Process> }).process ?? {};
  if (hrtime === undefined) return systemClock;
  const [origin] = hrtime();
  const sinceOrigin = (): number => {
    const time = hrtime();
    return (time[0] - origin) * 1e3 + time[1] * 1e-6;
  };
  const distance = globalThis.performance.now() - sinceOrigin();
  return clockOn(() => sinceOrigin() + distance);
}

function clockOn(monotonic: () => number): Clock {
  let distance = Date.now() - monotonic();
  return {
    monotonic,
    wall() {
      const system = Date.now();
      const precise = distance + monotonic();
      if (Math.abs(precise - system) <= TOLERANCE_MS) return precise;
      distance += system - precise;
      return system;
    },
  };
}

const CHECKED_EVERY_MS = 1_000;

/**
 * When a moment of a monotonic clock was, without reading the wall clock for each: the distance between the two is
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

/** What a timer takes, in milliseconds: one of a longer time would be over at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;
