import { type Attributes, type SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import type { FnTrace } from '@portcall/trace';
import { hrTimeOf } from './hr-time.js';
import { opEvent, type SpanEvent } from './op-rendering.js';
import {
  CALL_ID,
  CALL_OUTCOME,
  CALL_PARENT_ID,
  CALL_TYPE,
  CODE_FUNCTION_NAME,
  DB_DURATION,
  DB_FAILURES,
  DB_OPERATIONS,
  DB_ROWS,
  ERROR_TYPE,
  SCHEDULE_DELAY,
  SCHEDULE_EVENT,
  SCHEDULE_FUNCTION,
  SCHEDULE_RUN_AT,
  STREAM_BYTES,
  STREAM_CHUNKS,
  TENANT_ID,
  USER_ID,
} from './semconv.js';

/** The last moment that has a date, in milliseconds since 1970. */
const LAST_DATE = 8.64e15;

/** What a span says of a finished call. The sums of its operations always, as an SDK keeps 128 events of a span. */
export function callAttributes(call: FnTrace): Attributes {
  const { outcome, opSummary } = call;
  const attributes: Attributes = {
    [CODE_FUNCTION_NAME]: call.fnName,
    [CALL_ID]: call.callId,
    [CALL_TYPE]: call.fnType,
    [CALL_OUTCOME]: outcome.status,
    [DB_OPERATIONS]: opSummary.count,
    [DB_ROWS]: opSummary.rows,
    [DB_DURATION]: opSummary.durationMs / 1_000,
    [DB_FAILURES]: opSummary.failed,
  };
  if (call.parentCallId !== undefined) attributes[CALL_PARENT_ID] = call.parentCallId;
  if (call.userId !== undefined) attributes[USER_ID] = call.userId;
  if (call.tenantId !== undefined) attributes[TENANT_ID] = call.tenantId;
  if (call.streamChunks > 0) {
    attributes[STREAM_CHUNKS] = call.streamChunks;
    attributes[STREAM_BYTES] = call.streamBytes;
  }
  if (outcome.status === 'error' || outcome.status === 'rolled_back') attributes[ERROR_TYPE] = outcome.code;
  return attributes;
}

/** The operations, where they show as events, and the schedules of a finished call. */
export function callEvents(call: FnTrace, startedAt: number, opsAreEvents: boolean): SpanEvent[] {
  const ops = opsAreEvents ? call.ops.map((op) => opEvent(op, startedAt)) : [];
  if (call.schedules.length === 0) return ops;
  const time = hrTimeOf(startedAt + call.durationMs);
  const schedules = call.schedules.map(({ fnName, delayMs, runAt }) => {
    const attributes: Attributes = { [SCHEDULE_FUNCTION]: fnName };
    if (delayMs !== undefined) attributes[SCHEDULE_DELAY] = delayMs / 1_000;
    if (runAt !== undefined && runAt <= LAST_DATE) attributes[SCHEDULE_RUN_AT] = new Date(runAt).toISOString();
    return { name: SCHEDULE_EVENT, attributes, time };
  });
  return [...ops, ...schedules];
}

/** Unset for a call that did what it should, whether or not somebody read all of its stream. */
export function callStatus({ outcome }: FnTrace): SpanStatus {
  return outcome.status === 'error' || outcome.status === 'rolled_back'
    ? { code: SpanStatusCode.ERROR, message: outcome.message }
    : { code: SpanStatusCode.UNSET };
}
