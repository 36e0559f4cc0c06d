import type { FnTrace, Op, Schedule } from '@portcall/trace';
import type { ProtobufWriter } from '../../protobuf.js';
import { writeKeyValue } from '../any-value.js';
import * as names from './call-names.js';
import { type Key, type KnownTexts, writeNumber, writeText } from './prepared-attributes.js';
import type { AttributesRecord, ShownCall } from './span-record.js';

// Span.events, and the fields of Span.Event.
const EVENTS = 11;
const EVENT_TIME = 1;

/** The last moment that has a date, in milliseconds since 1970. */
const LAST_DATE = 8.64e15;

/** The attributes of a call's span, from its record: what the app has set, and then what the call says. */
export function writeCallAttributes(writer: ProtobufWriter, { call, attributesSet }: ShownCall): void {
  if (attributesSet === undefined) {
    writeOwnAttributes(new Say(writer), call);
    return;
  }
  for (const key of Object.keys(attributesSet)) writeKeyValue(writer, names.SPAN_ATTRIBUTES, key, attributesSet[key]);
  writeOwnAttributes(new SayWhatIsNotSet(writer, attributesSet), call);
}

function writeOwnAttributes(say: Say, call: FnTrace): void {
  const { outcome, opSummary } = call;
  say.known(names.CODE_FUNCTION_NAME, call.fnName);
  say.text(names.CALL_ID, call.callId);
  say.known(names.CALL_TYPE, call.fnType);
  say.known(names.CALL_OUTCOME, outcome.status);
  say.number(names.DB_OPERATIONS, opSummary.count);
  say.number(names.DB_ROWS, opSummary.rows);
  say.number(names.DB_DURATION, opSummary.durationMs / 1_000);
  say.number(names.DB_FAILURES, opSummary.failed);
  if (call.parentCallId !== undefined) say.text(names.CALL_PARENT_ID, call.parentCallId);
  if (call.userId !== undefined) say.text(names.USER_ID, call.userId);
  if (call.tenantId !== undefined) say.text(names.TENANT_ID, call.tenantId);
  if (call.streamChunks > 0) {
    say.number(names.STREAM_CHUNKS, call.streamChunks);
    say.number(names.STREAM_BYTES, call.streamBytes);
  }
  if (isFailure(outcome)) say.text(names.ERROR_TYPE, outcome.code);
}

class Say {
  constructor(protected readonly writer: ProtobufWriter) {}

  known(texts: KnownTexts, value: string): void {
    texts.write(this.writer, value);
  }

  text(key: Key, value: string): void {
    writeText(this.writer, key, value);
  }

  number(key: Key, value: number): void {
    writeNumber(this.writer, key, value);
  }
}

class SayWhatIsNotSet extends Say {
  constructor(
    writer: ProtobufWriter,
    private readonly set: AttributesRecord,
  ) {
    super(writer);
  }

  override known(texts: KnownTexts, value: string): void {
    if (!Object.hasOwn(this.set, texts.name)) super.known(texts, value);
  }

  override text(key: Key, value: string): void {
    if (!Object.hasOwn(this.set, key.name)) super.text(key, value);
  }

  override number(key: Key, value: number): void {
    if (!Object.hasOwn(this.set, key.name)) super.number(key, value);
  }
}

/** The events of a call's span, from its record, in the order of their times: its operations, its schedules, its error. */
export function writeCallEvents(writer: ProtobufWriter, shown: ShownCall): void {
  const { call, startedAt } = shown;
  const endedAt = startedAt + call.durationMs;
  const ops = shown.opsAreEvents ? inOrder(call.ops, startedAt) : [];
  let next = 0;
  for (; next < ops.length && startOf(ops[next] as Op, startedAt) <= endedAt; next += 1) {
    writeOp(writer, ops[next] as Op, startedAt);
  }
  for (const schedule of call.schedules) writeSchedule(writer, schedule, endedAt);
  if (shown.withException) writeException(writer, shown, endedAt);
  for (; next < ops.length; next += 1) writeOp(writer, ops[next] as Op, startedAt);
}

/** Operations are recorded when they end, so those that run at once may have started in another order. */
function inOrder(ops: readonly Op[], startedAt: number): readonly Op[] {
  // As they are written, with the start of the call: what differs by less than that shows is at the same time.
  const start = (op: Op): number => startOf(op, startedAt);
  const isSorted = ops.every((op, i) => i === 0 || start(ops[i - 1] as Op) <= start(op));
  return isSorted ? ops : [...ops].sort((one, other) => start(one) - start(other));
}

function startOf({ startMs }: Op, startedAt: number): number {
  return startedAt + (startMs ?? 0);
}

/** Operations whose rows are returned for sure: those of others may be rows that an UPDATE touched. */
const RETURNING: ReadonlySet<string> = new Set(
  'get list paginate lookup query query_graph search vector_search aggregate fetch show explain pragma'.split(' '),
);

function writeOp(writer: ProtobufWriter, op: Op, startedAt: number): void {
  const { id, rowCount, text } = op;
  const start = beginEvent(writer, names.DB_OPERATION_EVENT, startOf(op, startedAt));
  names.DB_SYSTEM_NAME.write(writer, op.system ?? names.OTHER_SYSTEM);
  names.DB_OPERATION_NAME.write(writer, op.op);
  if (op.entity !== '') names.DB_COLLECTION_NAME.write(writer, op.entity);
  if (id !== undefined) writeText(writer, names.DB_ROW_ID, id);
  if (rowCount !== undefined) {
    const key = RETURNING.has(op.op) ? names.DB_RESPONSE_RETURNED_ROWS : names.EVENT_DB_ROWS;
    writeNumber(writer, key, rowCount);
  }
  if (text !== undefined) writeText(writer, names.DB_QUERY_TEXT, text);
  if (!op.ok) writeText(writer, names.EVENT_ERROR_TYPE, op.errorType ?? names.OTHER_ERROR);
  writeNumber(writer, names.EVENT_DB_DURATION, op.durationMs / 1_000);
  writer.end(start);
}

function writeSchedule(writer: ProtobufWriter, { fnName, delayMs, runAt }: Schedule, time: number): void {
  const start = beginEvent(writer, names.SCHEDULE_EVENT, time);
  writeText(writer, names.SCHEDULE_FUNCTION, fnName);
  if (delayMs !== undefined) writeNumber(writer, names.SCHEDULE_DELAY, delayMs / 1_000);
  if (runAt !== undefined && runAt <= LAST_DATE) {
    writeText(writer, names.SCHEDULE_RUN_AT, new Date(runAt).toISOString());
  }
  writer.end(start);
}

function writeException(writer: ProtobufWriter, { call, stack }: ShownCall, time: number): void {
  const { outcome } = call;
  if (!isFailure(outcome)) return;
  const start = beginEvent(writer, names.EXCEPTION_EVENT, time);
  writeText(writer, names.EXCEPTION_TYPE, outcome.code);
  writeText(writer, names.EXCEPTION_MESSAGE, outcome.message);
  if (stack !== undefined) writeText(writer, names.EXCEPTION_STACKTRACE, stack);
  writer.end(start);
}

/** @param time in milliseconds since 1970 */
function beginEvent(writer: ProtobufWriter, name: Uint8Array, time: number): number {
  const start = writer.begin(EVENTS);
  writer.nanoseconds(EVENT_TIME, time);
  writer.fields(name);
  return start;
}

type FailedOutcome = Extract<FnTrace['outcome'], { readonly code: string }>;

function isFailure(outcome: FnTrace['outcome']): outcome is FailedOutcome {
  return outcome.status === 'error' || outcome.status === 'rolled_back';
}
