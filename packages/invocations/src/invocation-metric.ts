/** How an invocation ended. */
export type InvocationStatus =
  | { readonly kind: 'success' }
  | {
      readonly kind: 'failure';
      /** What the plugin failed with. */
      readonly error: string;
    }
  /** Nobody finished its timer: a fault of the host, which did not see the call through. */
  | { readonly kind: 'dropped' };

/**
 * What one invocation of a plugin cost, and how it ended. Every receiver and listener gets the same object.
 *
 * Source: `InvocationMetric` of the seeds.
 */
export interface InvocationMetric {
  readonly pluginId: string;
  /** The function of the plugin that the host called, such as `on_request`. */
  readonly functionName: string;
  /** Wall clock at the start: milliseconds since 1970-01-01T00:00:00Z, with fractions. */
  readonly startedAt: number;
  /** Time in the call, in whole microseconds. */
  readonly wallTimeUs: number;
  /** The most memory the call had at once, in bytes; 0 where nobody measures it. */
  readonly memoryPeakBytes: number;
  readonly status: InvocationStatus;
}
