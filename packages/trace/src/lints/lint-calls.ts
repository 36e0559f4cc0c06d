import { report } from '@portcall/core';
import type { FnTrace } from '../record/fn-trace.js';
import type { TraceSink } from '../tracing.js';
import type { Finding } from './finding.js';
import { type CheckedLints, checkedLints, type LintOptions } from './lint-options.js';
import { lintCall } from './lint-trace.js';
import { isRequest, isWrite } from './op-kinds.js';
import { Recent } from './recent.js';
import { isStreaming, unawaitedCall } from './rules/unawaited-call.js';
import { identitiesOf, Work } from './work.js';

// A call that never ends would be waited for for ever.
const MOST_WAITING = 1_000;
// Whoever ended longer ago than so many calls is not blamed for what it left running.
const MOST_ENDED = 1_000;

/**
 * A sink that looks at every call when it ends, and says what it finds once per function and table: `call.n_plus_one` and the
 * like of docs/errors.md. `registerInstrumentation({ functions: { lints: true } })` adds it.
 * @throws Error for unknown options, and for values of a wrong type
 */
export function lintCalls(options: LintOptions = {}): TraceSink {
  return callLints(options, 'lintCalls()');
}

/**
 * As `lintCalls()`.
 * @param what takes the options, as messages call it
 */
export function callLints(options: LintOptions, what: string): TraceSink {
  const lints = checkedLints(options, what);
  /** What the calls below have done, by the call that is still running. */
  const waiting = new Recent<Work>(MOST_WAITING);
  /** Functions by the calls that have ended. */
  const ended = new Recent<string>(MOST_ENDED);
  const workOf = (callId: string): Work => {
    const work = waiting.get(callId) ?? new Work();
    waiting.set(callId, work);
    return work;
  };
  return {
    wantsIdentities: lints.repeatedRead,
    push(trace) {
      const { callId, parentCallId } = trace;
      const below = waiting.get(callId);
      if (below !== undefined) waiting.delete(callId);
      const caller = parentCallId === undefined ? undefined : ended.get(parentCallId);
      if (lints.unawaitedCall) {
        if (caller !== undefined && !isStreaming(trace)) sayUnawaited(caller, trace);
        ended.set(callId, trace.fnName);
      }
      const above = caller === undefined ? parentCallId : undefined;
      if (below === undefined && findsNothingAlone(trace, lints)) {
        if (above !== undefined && !isIdle(trace)) workOf(above).addOwn(trace);
        return;
      }
      const work = below ?? new Work();
      for (const finding of lintCall(trace, work, lints)) say(finding);
      if (above !== undefined) workOf(above).addBelow(work);
    },
  };
}

/** Most calls have nothing in them that could be found, and cost no more than this question. */
function findsNothingAlone(trace: FnTrace, { nPlusOne }: CheckedLints): boolean {
  const { ops, requests, fnType } = trace;
  if (requests !== undefined || ops.length >= nPlusOne || identitiesOf(trace) !== undefined) return false;
  for (const { op, id } of ops)
    if (id !== undefined || isRequest(op) || (fnType === 'query' && isWrite(op))) return false;
  return true;
}

function isIdle({ ops, kind }: FnTrace): boolean {
  return ops.length === 0 && kind !== 'client';
}

function sayUnawaited(fnName: string, call: FnTrace): void {
  say(unawaitedCall({ fnName, callId: call.parentCallId ?? '' }, call));
}

function say({ lint, fnName, entity, message }: Finding): void {
  report({ key: KEYS[lint], about: entity === '' ? fnName : `${fnName} ${entity}`, message });
}

const KEYS = {
  nPlusOne: 'call.n_plus_one',
  writeInQuery: 'call.write_in_query',
  repeatedRead: 'call.repeated_read',
  networkInTransaction: 'call.network_in_transaction',
  unawaitedCall: 'call.unawaited_call',
} as const;
