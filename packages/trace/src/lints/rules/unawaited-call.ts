import type { FnTrace } from '../../record/fn-trace.js';
import type { Finding } from '../finding.js';
import { startOf } from '../work.js';

/** Of a stream nobody expects that it has ended when whoever opened it has. */
export function isStreaming({ streamChunks, outcome }: FnTrace): boolean {
  return streamChunks > 0 || outcome.status === 'abandoned';
}

/** The calls made by one call that went on after its end. */
export function unawaitedCalls(caller: FnTrace, made: readonly FnTrace[]): readonly Finding[] {
  const end = startOf(caller) + caller.durationMs;
  // Times of finished traces are whole milliseconds where they begin.
  const late = made.filter((call) => !isStreaming(call) && call.startedAt + call.durationMs > end + 1);
  return late.map((call) => unawaitedCall(caller, call));
}

export function unawaitedCall(
  { fnName, callId }: Pick<FnTrace, 'fnName' | 'callId'>,
  { fnName: entity }: FnTrace,
): Finding {
  const message = `${fnName}: a call of ${entity} went on after it had ended; await it, or give it to schedule() and runScheduled()`;
  return { lint: 'unawaitedCall', fnName, callId, entity, count: 1, message };
}
