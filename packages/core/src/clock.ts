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
export const systemClock: Clock = clockOver({ now: () => globalThis.performance.now() });

/**
 * The system's time as it can be had now, for a path that reads it several times per call: on Node 20 the global
 * `performance` is a getter, a fifth of what a reading costs. Fake timers installed later do not move this clock.
 */
export function heldSystemClock(): Clock {
  return clockOver(globalThis.performance);
}

function clockOver(performance: { now(): number }): Clock {
  let origin = Date.now() - performance.now();
  return {
    monotonic: () => performance.now(),
    wall() {
      const system = Date.now();
      const precise = origin + performance.now();
      if (Math.abs(precise - system) <= TOLERANCE_MS) return precise;
      origin += system - precise;
      return system;
    },
  };
}
