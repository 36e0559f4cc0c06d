import type { FnTrace } from '@portcall/trace';
import { callLine, numberOf, opLine } from './trace-line.js';

export interface TraceTreeOptions {
  /** Calls at the top. @default those whose callers are not among the traces */
  readonly roots?: readonly FnTrace[];
  /** Operations shown of each call. @default 6 */
  readonly opsPerCall?: number;
}

/**
 * Calls as a tree of text, below each what it did: its operations, what it streamed, what it scheduled and the calls it
 * made, in the order in which it made them.
 *
 * @param traces newest first, as a trace log gives them; the tree begins with the newest as well
 */
export function traceTree(
  traces: readonly FnTrace[],
  { roots = withoutCaller(traces), opsPerCall = 6 }: TraceTreeOptions = {},
): string {
  const callees = new Map<string, FnTrace[]>();
  for (const trace of traces.toReversed()) {
    if (trace.parentCallId === undefined) continue;
    callees.set(trace.parentCallId, [...(callees.get(trace.parentCallId) ?? []), trace]);
  }
  const below = (trace: FnTrace): readonly Branch[] => [
    ...trace.ops.slice(0, opsPerCall).map(
      (op): Branch =>
        (branch) => [opLine(op, branch)],
    ),
    ...remarksOn(trace, opsPerCall).map(
      (remark): Branch =>
        (branch) => [branch + remark],
    ),
    ...(callees.get(trace.callId) ?? []).map(
      (callee): Branch =>
        (branch, indent) => [callLine(callee, branch), ...indented(below(callee), indent)],
    ),
  ];
  return roots.flatMap((root) => [callLine(root), ...indented(below(root), '')]).join('\n');
}

function withoutCaller(traces: readonly FnTrace[]): readonly FnTrace[] {
  const ids = new Set<string | undefined>(traces.map(({ callId }) => callId));
  return traces.filter(({ parentCallId }) => !ids.has(parentCallId));
}

/** The lines of one thing below a call. @param branch what leads to it @param indent what stands before things below it */
type Branch = (branch: string, indent: string) => readonly string[];

function indented(branches: readonly Branch[], indent: string): readonly string[] {
  return branches.flatMap((branch, index) =>
    index === branches.length - 1 ? branch(`${indent}└─ `, `${indent}   `) : branch(`${indent}├─ `, `${indent}│  `),
  );
}

function remarksOn({ opSummary, streamBytes, streamChunks, schedules }: FnTrace, opsShown: number): readonly string[] {
  const remarks: string[] = [];
  if (opSummary.count > opsShown) remarks.push(`and ${numberOf(opSummary.count - opsShown, 'more operation')}`);
  if (streamChunks > 0) remarks.push(`streamed ${numberOf(streamChunks, 'chunk')}, ${numberOf(streamBytes, 'byte')}`);
  for (const { fnName, delayMs = 0 } of schedules) remarks.push(`scheduled ${fnName} in ${delayMs} ms`);
  return remarks;
}
