import type { FnTrace, TraceLog } from '@portcall/trace';
import { callLine } from './trace-line.js';
import { traceTree } from './trace-tree.js';

/** What a trace log has to tell: what calls of each kind do, which are slow and which have failed. */
export function overviewOf(log: TraceLog): string {
  const traces = log.recent();
  // A stream takes as long as somebody listens.
  const answers = traces.filter(({ streamChunks }) => streamChunks === 0);
  const slowest = answers.sort((a, b) => b.durationMs - a.durationMs).slice(0, 5);
  return [
    `The newest of ${log.totalCount} calls for each function and outcome, and what it did`,
    traceTree(traces, { roots: newestOfEach(traces) }),
    'The slowest calls',
    linesOf(slowest),
    'The newest calls that failed',
    linesOf(log.errors(8)),
  ].join('\n\n');
}

/** Calls without a caller; the others stand below theirs. */
function newestOfEach(traces: readonly FnTrace[]): readonly FnTrace[] {
  const seen = new Set<string>();
  return traces.filter(({ fnName, outcome, parentCallId }) => {
    const kind = `${fnName} ${outcome.status}`;
    if (parentCallId !== undefined || seen.has(kind)) return false;
    seen.add(kind);
    return true;
  });
}

function linesOf(traces: readonly FnTrace[]): string {
  return traces.map((trace) => callLine(trace)).join('\n');
}
