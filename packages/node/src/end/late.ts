import { report } from '@portcall/core';
import type { WatchedDelivery } from './watched-delivery.js';

export interface Late {
  readonly verb: 'flush' | 'shutdown';
  /** Those that were not at their end in time. */
  readonly late: readonly WatchedDelivery[];
  /** Whether all of them gave up before their time was over. */
  readonly hadTime: boolean;
  readonly timeoutMillis: number;
}

export function reportLate({ verb, late, hadTime, timeoutMillis }: Late): void {
  const wrong = hadTime ? 'not everything could be delivered' : `took longer than ${timeoutMillis} ms and was left`;
  const count = late.reduce((sum, { left }) => sum + left, 0);
  report({
    key: 'export.late',
    about: verb,
    message:
      `telemetry.${verb}(): ${wrong}: ${late.map(inWords).join(', ')}; ${CONSEQUENCE[verb]}; ` +
      'check that the receiver is up, or raise shutdownTimeoutMillis',
    count: Math.max(1, count),
    againAfterMillis: 60_000,
  });
}

const CONSEQUENCE = {
  flush: 'what waits is delivered later, and lost if the process ends before',
  shutdown: 'what is not on disk is lost',
} as const;

/** Such as `spans of otlp (http://collector:4318, connection refused): 12 given up, 3 on disk`. */
function inWords({ of: { what, receiver, failure }, result }: WatchedDelivery): string {
  const where = [receiver, failure?.()].filter((text) => text !== undefined).join(', ');
  const counts = result === undefined ? [] : countsOf(result.dropped.shutdown ?? 0, result.pending, result.spooled);
  return `${what}${where === '' ? '' : ` (${where})`}${counts.length === 0 ? '' : ` with ${counts.join(' and ')}`}`;
}

function countsOf(givenUp: number, pending: number, spooled: number): readonly string[] {
  return [
    ...(givenUp > 0 ? [`${givenUp} given up`] : []),
    ...(pending > 0 ? [`${pending} waiting`] : []),
    ...(spooled > 0 ? [`${spooled} on disk`] : []),
  ];
}
