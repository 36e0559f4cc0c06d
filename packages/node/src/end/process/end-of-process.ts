import { checkedArray, checkedOneOf } from '@portcall/core/internal';
import type { FlushResult } from '../flush-result.js';
import { onSignal } from './on-signal.js';
import { onUncaught } from './on-uncaught.js';

/** When telemetry ends by itself. */
export type EndOfProcess = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'beforeExit' | 'uncaughtException';

const BY_DEFAULT: readonly EndOfProcess[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'beforeExit'];

/**
 * What ends telemetry by itself, by default every known end but an uncaught error: until telemetry has ended, the app would
 * go on after it.
 * @throws Error for what is not an array of known ends
 */
export function checkedEnds(ends: unknown = BY_DEFAULT): readonly EndOfProcess[] {
  const given = checkedArray(ends, 'shutdownOn', 'write ["SIGTERM"], or [] for none');
  return given.map((end) => checkedOneOf(end, [...BY_DEFAULT, 'uncaughtException'], 'shutdownOn'));
}

export interface EndOfProcessOptions {
  readonly on: readonly EndOfProcess[];
  /** Delivers what there is and goes on. Never rejects. */
  readonly flush: () => Promise<FlushResult>;
  /** Delivers what there is and ends, within its deadline. Never rejects. */
  readonly shutdown: () => Promise<FlushResult>;
}

/**
 * Ends telemetry with the process, and lets the process end as it would have ended without. Where the app listens to a
 * signal too, the rest is delivered at `beforeExit`.
 *
 * @returns stops watching
 */
export function endWithProcess({ on, flush, shutdown }: EndOfProcessOptions): () => void {
  const stops = on.map((event) => {
    if (event === 'beforeExit') return onBeforeExit(shutdown);
    return event === 'uncaughtException' ? onUncaught(flush, shutdown) : onSignal(event, flush, shutdown);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function onBeforeExit(shutdown: () => Promise<FlushResult>): () => void {
  const listener = (): void => {
    void shutdown().then(({ inTime }) => {
      // Nothing but an exporter's retries keeps the process alive now, and they may take longer than the deadline.
      if (!inTime) process.exit();
    });
  };
  process.once('beforeExit', listener);
  return () => process.removeListener('beforeExit', listener);
}
