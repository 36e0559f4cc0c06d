import { type Attributes, type HrTime, SpanKind, type SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import type { CallKind, CallStart, FnTrace, Schedule } from '@portcall/trace';
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
  EXCEPTION_EVENT,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
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
    ...functionOf(call),
    [CALL_TYPE]: call.fnType,
    [CALL_OUTCOME]: outcome.status,
    [CALL_ID]: call.callId,
    [DB_OPERATIONS]: opSummary.count,
    [DB_ROWS]: opSummary.rows,
    [DB_DURATION]: opSummary.durationMs / 1_000,
    [DB_FAILURES]: opSummary.failed,
  };
  addCaller(attributes, call);
  if (call.streamChunks > 0) {
    attributes[STREAM_CHUNKS] = call.streamChunks;
    attributes[STREAM_BYTES] = call.streamBytes;
  }
  if (isFailure(outcome)) attributes[ERROR_TYPE] = outcome.code;
  return call.attributes === undefined ? attributes : { ...call.attributes, ...attributes, ...call.attributes };
}

const KINDS: Readonly<Record<CallKind, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** The kind of a call's span. */
export function callKind(call: Pick<FnTrace, 'kind'> | undefined): SpanKind {
  return call?.kind === undefined ? SpanKind.INTERNAL : KINDS[call.kind];
}

/** A request or a message is no function. */
function functionOf({ fnName, kind }: CallStart): Attributes {
  return kind === undefined || kind === 'internal' ? { [CODE_FUNCTION_NAME]: fnName } : {};
}

/** What a span says of a call that has begun, for samplers and span processors. */
export function startAttributes(call: CallStart | undefined): Attributes {
  if (call === undefined) return {};
  const attributes: Attributes = {
    ...functionOf(call),
    [CALL_TYPE]: call.fnType,
    [CALL_ID]: call.callId,
  };
  addCaller(attributes, call);
  return call.attributes === undefined ? attributes : { ...call.attributes, ...attributes, ...call.attributes };
}

function addCaller(attributes: Attributes, { parentCallId, userId, tenantId }: CallStart): void {
  if (parentCallId !== undefined) attributes[CALL_PARENT_ID] = parentCallId;
  if (userId !== undefined) attributes[USER_ID] = userId;
  if (tenantId !== undefined) attributes[TENANT_ID] = tenantId;
}

/** What of a call its events are made of. */
export interface EventRendering {
  readonly opsAreEvents: boolean;
  /** Of what left the call, where something was thrown and its stack could be read. */
  readonly stack: string | undefined;
  /** False where the app has recorded the very error that left the call. */
  readonly withException: boolean;
}

/**
 * The operations of a finished call, where they show as events, its schedules, and the error that left it: what matters
 * less stands first.
 */
export function callEvents(call: FnTrace, startedAt: number, rendering: EventRendering): SpanEvent[] {
  const events = rendering.opsAreEvents ? call.ops.map((op) => opEvent(op, startedAt)) : [];
  const time = hrTimeOf(startedAt + call.durationMs);
  for (const schedule of call.schedules) events.push(scheduleEvent(schedule, time));
  const { outcome } = call;
  if (rendering.withException && isFailure(outcome)) events.push(exceptionEvent(outcome, rendering.stack, time));
  return events;
}

function scheduleEvent({ fnName, delayMs, runAt }: Schedule, time: HrTime): SpanEvent {
  const attributes: Attributes = { [SCHEDULE_FUNCTION]: fnName };
  if (delayMs !== undefined) attributes[SCHEDULE_DELAY] = delayMs / 1_000;
  if (runAt !== undefined && runAt <= LAST_DATE) attributes[SCHEDULE_RUN_AT] = new Date(runAt).toISOString();
  return { name: SCHEDULE_EVENT, attributes, time };
}

function exceptionEvent({ code, message }: FailedOutcome, stack: string | undefined, time: HrTime): SpanEvent {
  const attributes: Attributes = { [EXCEPTION_TYPE]: code, [EXCEPTION_MESSAGE]: message };
  if (stack !== undefined) attributes[EXCEPTION_STACKTRACE] = stack;
  return { name: EXCEPTION_EVENT, attributes, time };
}

/** Unset for a call that did what it should, whether or not somebody read all of its stream. */
export function callStatus({ outcome }: FnTrace): SpanStatus {
  return isFailure(outcome) ? { code: SpanStatusCode.ERROR, message: outcome.message } : { code: SpanStatusCode.UNSET };
}

type FailedOutcome = Extract<FnTrace['outcome'], { readonly code: string }>;

function isFailure(outcome: FnTrace['outcome']): outcome is FailedOutcome {
  return outcome.status === 'error' || outcome.status === 'rolled_back';
}
