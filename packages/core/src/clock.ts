/** Time as a value, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; only ever goes forward. */
  monotonic(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump. */
  wall(): number;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};
