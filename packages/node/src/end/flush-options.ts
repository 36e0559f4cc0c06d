import { report } from '@portcall/core';
import { LONGEST_TIMER_MS, shown } from '@portcall/core/internal';

export interface FlushOptions {
  /** Milliseconds it may take at most; 0 waits for nothing. @default `shutdownTimeoutMillis` of the registration */
  readonly timeoutMillis?: number;
}

/**
 * The milliseconds that were asked for. Whatever else is given counts for nothing, for nothing may throw at the end: a
 * listener of signals gets the signal's name as its first argument.
 */
export function timeoutFrom(options: unknown, verb: 'flush' | 'shutdown', otherwise: number): number {
  if (typeof options !== 'object' || options === null) return otherwise;
  const { timeoutMillis } = options as FlushOptions;
  if (timeoutMillis === undefined) return otherwise;
  if (typeof timeoutMillis === 'number' && timeoutMillis >= 0 && timeoutMillis <= LONGEST_TIMER_MS)
    return timeoutMillis;
  report({
    key: 'export.timeout',
    about: verb,
    message: `telemetry.${verb}({ timeoutMillis }): ${shown(timeoutMillis)} cannot be waited for; ${otherwise} ms are waited instead; give milliseconds from 0 to ${LONGEST_TIMER_MS}`,
  });
  return otherwise;
}
