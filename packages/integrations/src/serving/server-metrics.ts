import { processWide } from '@portcall/core/internal';

/** What the metrics of servers say of a request. */
export interface ServedRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
}

export interface AnsweredRequest extends ServedRequest {
  readonly durationMs: number;
  readonly version: string | undefined;
  /** Undefined where there was none, or nobody knows. */
  readonly route: string | undefined;
  /** Undefined where nothing was answered. */
  readonly status: number | undefined;
  readonly errorType: string | undefined;
}

/** Counts the requests that servers answer. */
export interface ServerMetrics {
  began(request: ServedRequest): void;
  ended(request: AnsweredRequest): void;
  /** It does not count, and has not ended. */
  discarded(request: ServedRequest): void;
}

/** Those that are on, whichever copy of this package switched them on. */
export const serverMetrics: { current: ServerMetrics | undefined } = processWide('integrations.server-metrics', () => ({
  current: undefined,
}));
