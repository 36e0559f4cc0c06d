/** Stands where metrics were missed: they are older than everything that still comes. */
export interface Lagged {
  /** How many metrics this receiver missed, at least one. */
  readonly lagged: number;
}

/** Tells the number of missed metrics from a metric. */
export function isLagged(received: unknown): received is Lagged {
  return typeof received === 'object' && received !== null && 'lagged' in received;
}
