import { report } from '@portcall/core';
import type { FnTrace } from '../record/fn-trace.js';
import type { TraceSink } from '../tracing.js';
import type { Finding } from './finding.js';
import { checkedLints, type LintOptions } from './lint-options.js';
import { lintCall } from './lint-trace.js';
import { isStreaming, unawaitedCall } from './unawaited-call.js';
import { Work } from './work.js';

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
  const waiting = new Map<string, Work>();
  /** Functions by the calls that have ended. */
  const ended = new Map<string, string>();
  return {
    push(trace) {
      const { callId, parentCallId } = trace;
      const below = waiting.get(callId);
      if (below !== undefined) waiting.delete(callId);
      if (lints.unawaitedCall) {
        const caller = parentCallId === undefined ? undefined : ended.get(parentCallId);
        if (caller !== undefined && !isStreaming(trace)) {
          say(unawaitedCall({ fnName: caller, callId: parentCallId as string }, trace));
        }
        keep(ended, callId, trace.fnName, MOST_ENDED);
      }
      if (below === undefined && isIdle(trace)) return;
      const work = below ?? new Work();
      for (const finding of lintCall(trace, work, lints)) say(finding);
      if (parentCallId !== undefined && !ended.has(parentCallId)) addBelow(waiting, parentCallId, work);
    },
  };
}

/** Most calls do nothing that is looked at, and cost no more than this. */
function isIdle({ ops, kind, requests }: FnTrace): boolean {
  return ops.length === 0 && kind !== 'client' && requests === undefined;
}

function addBelow(waiting: Map<string, Work>, callId: string, work: Work): void {
  const known = waiting.get(callId);
  if (known === undefined) keep(waiting, callId, work, MOST_WAITING);
  else known.addBelow(work);
}

function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value as string);
  map.set(key, value);
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
