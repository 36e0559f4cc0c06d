import { type Backend, bind } from '@portcall/metrics';
import type { FnTrace, TraceListener } from '@portcall/trace';
import { type CallOptions, callCatalog } from './catalog.js';

/**
 * Counts finished calls on a backend: one recording gives the span, the trace and the metrics.
 * @throws Error for a prefix that is not snake_case, and for other options
 */
export function callMetrics(backend: Backend, options: CallOptions = {}): TraceListener {
  const { calls, duration, dbOperations, streamed, overBudget } = bind(callCatalog(options), backend);
  return ({ fnName, fnType: type, outcome, durationMs, opSummary, streamBytes, overBudget: over }: FnTrace) => {
    const ended = { function: fnName, type, outcome: outcome.status };
    calls.add(1, ended);
    duration.record(durationMs / 1_000, ended);
    const { count, failed } = opSummary;
    if (count > failed) dbOperations.add(count - failed, { function: fnName, type, result: 'ok' });
    if (failed > 0) dbOperations.add(failed, { function: fnName, type, result: 'failed' });
    if (streamBytes > 0) streamed.add(streamBytes, { function: fnName, type });
    if (over !== undefined) overBudget.add(1, { function: fnName, type });
  };
}
