import type { FnTrace } from './fn-trace.js';
import type { Op } from './op.js';

/** The trace of a call as a plain object, frozen with all its parts, whatever it is read from. */
export function plainTrace(call: FnTrace): FnTrace {
  return Object.freeze({
    callId: call.callId,
    fnName: call.fnName,
    fnType: call.fnType,
    userId: call.userId,
    tenantId: call.tenantId,
    parentCallId: call.parentCallId,
    traceId: call.traceId,
    spanId: call.spanId,
    startedAt: call.startedAt,
    durationMs: call.durationMs,
    outcome: call.outcome,
    ops: Object.freeze(call.ops.map(frozenOp)),
    streamBytes: call.streamBytes,
    streamChunks: call.streamChunks,
    schedules: Object.freeze([...call.schedules]),
    opSummary: Object.freeze(call.opSummary),
    cut: call.cut && Object.freeze({ ...call.cut }),
  });
}

function frozenOp({ op, entity, id, durationMs, rowCount, ok, startMs, system, errorType, text }: Op): Op {
  return Object.freeze({ op, entity, id, durationMs, rowCount, ok, startMs, system, errorType, text });
}
