import { report } from '@portcall/core';
import { checkedArray, checkedOneOf } from '@portcall/core/internal';

/** When telemetry ends by itself. */
export type EndOfProcess = 'SIGTERM' | 'SIGINT' | 'beforeExit';

const ENDS: readonly EndOfProcess[] = ['SIGTERM', 'SIGINT', 'beforeExit'];

/**
 * What ends telemetry by itself, by default every known end.
 * @throws Error for what is not an array of known ends
 */
export function checkedEnds(ends: unknown = ENDS): readonly EndOfProcess[] {
  const given = checkedArray(ends, 'shutdownOn', 'write ["SIGTERM"], or [] for none');
  return given.map((end) => checkedOneOf(end, ENDS, 'shutdownOn'));
}

export interface EndOfProcessOptions {
  readonly on: readonly EndOfProcess[];
  /** Delivers what there is and goes on. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Delivers what there is and ends; says whether it did so within its deadline. Never rejects. */
  readonly shutdown: () => Promise<boolean>;
  /** Whether something would be lost if the process ended now. */
  readonly pending: () => boolean;
}

/**
 * Ends telemetry with the process, and lets the process end as it would have ended without.
 *
 * A signal nobody else listens to kills the process, so telemetry is shut down first and the signal is sent again. Where
 * the app listens too, it decides when the process ends: what there is is flushed at once, and the rest at `beforeExit`.
 *
 * @returns stops watching
 */
export function endWithProcess({ on, flush, shutdown, pending }: EndOfProcessOptions): () => void {
  const stops = on.map((event) => (event === 'beforeExit' ? onBeforeExit(shutdown) : onSignal(event, flush, shutdown)));
  stops.push(onExit(pending));
  return () => {
    for (const stop of stops) stop();
  };
}

function onSignal(signal: NodeJS.Signals, flush: () => Promise<void>, shutdown: () => Promise<boolean>): () => void {
  let ending = false;
  const dieOfIt = (): void => {
    process.removeListener(signal, listener);
    process.kill(process.pid, signal);
  };
  const listener = (): void => {
    if (process.listenerCount(signal) > 1) {
      void flush();
      return;
    }
    if (ending) {
      dieOfIt(); // asked twice: the sender does not want to wait
      return;
    }
    ending = true;
    void shutdown().then(dieOfIt);
  };
  // First in line: a listener added with once() is taken off the list before it is called, and would not be counted.
  process.prependListener(signal, listener);
  return () => {
    // While it is ending, the listener is what keeps the signal from killing before the flush is done.
    if (!ending) process.removeListener(signal, listener);
  };
}

function onBeforeExit(shutdown: () => Promise<boolean>): () => void {
  const listener = (): void => {
    void shutdown().then((inTime) => {
      // Nothing but an exporter's retries keeps the process alive now, and they may take longer than the deadline.
      if (!inTime) process.exit();
    });
  };
  process.once('beforeExit', listener);
  return () => process.removeListener('beforeExit', listener);
}

function onExit(pending: () => boolean): () => void {
  const listener = (): void => {
    if (!pending()) return;
    report({
      key: 'export.exit',
      message:
        'telemetry: the process ends before it was shut down (process.exit() or an uncaught error); what was recorded ' +
        'since the last export is lost; await telemetry.shutdown() first, or set process.exitCode and let it end',
    });
  };
  process.once('exit', listener);
  return () => process.removeListener('exit', listener);
}
