import { processWide } from '@portcall/core/internal';

/** What the metrics of servers say of a request. */
export interface ServedRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly version: string | undefined;
}

/** Counts the requests that servers answer. */
export interface ServerMetrics {
  began(request: ServedRequest): void;
  /**
   * One by one: to spread the request into an object of its answer was nearly all of what its end cost.
   * @param route undefined where there was none, or nobody knows
   * @param status undefined where nothing was answered
   */
  ended(
    request: ServedRequest,
    durationMs: number,
    route: string | undefined,
    status: number | undefined,
    errorType: string | undefined,
  ): void;
  /** It does not count, and has not ended. */
  discarded(request: ServedRequest): void;
}

/** Those that are on, whichever copy of this package switched them on. */
export const serverMetrics: { current: ServerMetrics | undefined } = processWide('integrations.server-metrics', () => ({
  current: undefined,
}));
