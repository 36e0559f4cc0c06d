/**
 * What the delivery of notifications tells about itself.
 *
 * Never blocks, never throws: a value that cannot be kept is refused, counted and reported once, and the delivery goes
 * on. Everything is in-memory and takes well under 100 µs.
 */
export interface EventMetrics {
  /** The endpoint answered and accepted: one attempt, one success, one duration. `durationMs` is milliseconds. */
  recordDeliverySuccess(endpointUrl: string, durationMs: number): void;
  /** The endpoint answered and did not accept: one attempt, one failure. */
  recordDeliveryFailure(endpointUrl: string, statusCode: number): void;
  /** The endpoint did not answer (network, timeout, …): one attempt, one failure. */
  recordDeliveryError(endpointUrl: string): void;
  incrementActiveTasks(): void;
  decrementActiveTasks(): void;
}
