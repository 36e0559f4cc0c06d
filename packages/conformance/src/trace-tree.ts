import type { FnTrace, Op, Outcome, Schedule } from '@portcall/trace';

/**
 * Traces as an indented tree: who called whom, in the order they started, and what each did. Times and ids are left
 * out, so that the same program always prints the same.
 *
 * ```text
 * placeBid rolled_back BID_TOO_LOW
 *   · get Lot 1 row
 *   notify abandoned, 2 chunks of 9 bytes
 * ```
 */
export function traceTree(traces: readonly FnTrace[]): string {
  const known = new Set(traces.map(({ callId }) => callId));
  const childrenOf = new Map<string | typeof ROOT, FnTrace[]>();
  for (const trace of traces.toSorted(byStart)) {
    const { parentCallId } = trace;
    const caller = parentCallId !== undefined && known.has(parentCallId) ? parentCallId : ROOT;
    childrenOf.set(caller, [...(childrenOf.get(caller) ?? []), trace]);
  }
  const lines: string[] = [];
  // A list of what is still to be printed, because a chain of calls may be deeper than the stack.
  const toPrint = [...(childrenOf.get(ROOT) ?? [])].reverse().map((trace) => ({ trace, depth: 0 }));
  for (let next = toPrint.pop(); next !== undefined; next = toPrint.pop()) {
    const { trace, depth } = next;
    lines.push(...linesOf(trace, depth === 0).map((line) => '  '.repeat(depth) + line));
    for (const child of (childrenOf.get(trace.callId) ?? []).reverse())
      toPrint.push({ trace: child, depth: depth + 1 });
  }
  return lines.join('\n');
}

const ROOT: unique symbol = Symbol('root');

function linesOf(trace: FnTrace, isRoot: boolean): readonly string[] {
  const { fnName, parentCallId, outcome, ops, schedules, cut } = trace;
  const orphan = isRoot && parentCallId !== undefined ? ' (caller unknown)' : '';
  return [
    `${fnName}${orphan}${outcomeText(outcome)}${chunksText(trace)}`,
    ...ops.map((op) => `  · ${opText(op)}`),
    ...schedules.map((schedule) => `  · ${scheduleText(schedule)}`),
    ...(cut === undefined ? [] : [`  · cut: ${cutText(cut)}`]),
  ];
}

function outcomeText(outcome: Outcome): string {
  if (outcome.status === 'ok') return '';
  return outcome.status === 'abandoned' ? ' abandoned' : ` ${outcome.status} ${outcome.code}`;
}

function chunksText({ streamChunks, streamBytes }: FnTrace): string {
  return streamChunks === 0 ? '' : `, ${counted(streamChunks, 'chunk')} of ${counted(streamBytes, 'byte')}`;
}

function opText({ op, entity, id, rowCount, ok }: Op): string {
  const rows = rowCount === undefined ? undefined : counted(rowCount, 'row');
  return [op, entity, id, rows, ok ? undefined : 'failed'].filter(Boolean).join(' ');
}

function scheduleText({ fnName, delayMs, runAt }: Schedule): string {
  const when = [delayMs === undefined ? '' : ` in ${delayMs} ms`, runAt === undefined ? '' : ` at ${runAt}`];
  return `schedule ${fnName}${when.join('')}`;
}

function cutText(cut: NonNullable<FnTrace['cut']>): string {
  return Object.entries(cut)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Siblings that started in the same millisecond are told apart by their ids, which count upwards within a process. */
function byStart(a: FnTrace, b: FnTrace): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  if (a.callId.length !== b.callId.length) return a.callId.length - b.callId.length;
  return a.callId < b.callId ? -1 : 1;
}
