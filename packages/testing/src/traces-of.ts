import { type FnTrace, startTracing } from '@portcall/trace';

/** What ran, and its calls. */
export interface TracedRun<T> {
  readonly result: T;
  /** The first call that none of the others made. */
  readonly trace: FnTrace;
  /** All calls that have ended, in the order in which they have. */
  readonly traces: readonly FnTrace[];
}

/**
 * Runs something with tracing on, and gives its calls. Tracing is one per process: what runs at the same time is among them, so
 * run one at a time.
 * @throws Error where tracing is on already, and where no traced function was called; what `run` throws
 */
export async function tracesOf<T>(run: () => T): Promise<TracedRun<Awaited<T>>> {
  const traces: FnTrace[] = [];
  const tracing = startTracing({ listeners: [(trace) => void traces.push(trace)] });
  try {
    const result = await run();
    const ids = new Set(traces.map(({ callId }) => callId));
    const trace = traces.find(({ parentCallId }) => parentCallId === undefined || !ids.has(parentCallId));
    if (trace === undefined) {
      throw new Error('tracesOf(): no traced function was called and has ended; call one, and await it');
    }
    return { result, trace, traces };
  } finally {
    tracing.stop();
  }
}
