import type { FnTrace } from '../record/fn-trace.js';
import type { Finding } from './finding.js';
import { type CheckedLints, checkedLints, type LintOptions } from './lint-options.js';
import { nPlusOne } from './rules/n-plus-one.js';
import { networkInTransaction } from './rules/network-in-transaction.js';
import { repeatedRead } from './rules/repeated-read.js';
import { unawaitedCalls } from './rules/unawaited-call.js';
import { writeInQuery } from './rules/write-in-query.js';
import { Work } from './work.js';

/**
 * What is most often a mistake in a finished call and in the calls below it: those that are lowest first.
 * @param others where the calls below are among; all others are left out, so that `telemetry.traces.recent()` will do
 * @throws Error for unknown options, and for values of a wrong type
 */
export function lintTrace(
  trace: FnTrace,
  others: readonly FnTrace[] = [],
  options: LintOptions = {},
): readonly Finding[] {
  const lints = checkedLints(options, 'lintTrace()');
  const made = groupedByCaller(others);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const visit = (call: FnTrace): Work => {
    seen.add(call.callId);
    const below = (made.get(call.callId) ?? []).filter(({ callId }) => !seen.has(callId));
    const work = new Work();
    for (const other of below) work.addBelow(visit(other));
    findings.push(...lintCall(call, work, lints));
    if (lints.unawaitedCall) findings.push(...unawaitedCalls(call, below));
    return work;
  };
  visit(trace);
  return findings;
}

/**
 * The findings of one call.
 * @param work of the calls below it; afterwards also its own, without what was found and need not be found above again
 */
export function lintCall(call: FnTrace, work: Work, lints: CheckedLints): readonly Finding[] {
  work.addOwn(call);
  return [
    ...nPlusOne(call, work, lints.nPlusOne),
    ...(lints.writeInQuery ? writeInQuery(call, work) : []),
    ...(lints.repeatedRead ? repeatedRead(call, work) : []),
    ...(lints.networkInTransaction ? networkInTransaction(call, work) : []),
  ];
}

function groupedByCaller(traces: readonly FnTrace[]): ReadonlyMap<string, readonly FnTrace[]> {
  const made = new Map<string, FnTrace[]>();
  for (const trace of traces) {
    if (trace.parentCallId === undefined) continue;
    const calls = made.get(trace.parentCallId);
    if (calls === undefined) made.set(trace.parentCallId, [trace]);
    else calls.push(trace);
  }
  return made;
}
