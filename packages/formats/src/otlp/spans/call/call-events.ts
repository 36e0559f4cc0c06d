import type { Op, Schedule } from '@portcall/trace';
import type { ProtobufWriter } from '../../../protobuf.js';
import { writeNumber, writeText } from '../prepared-attributes.js';
import type { ShownCall } from '../span-record.js';
import * as names from './call-names.js';
import { isFailure } from './failed-outcome.js';
import { beginEvent, writeOp } from './op-event.js';

/** The last moment that has a date, in milliseconds since 1970. */
const LAST_DATE = 8.64e15;

/** The events of a call's span, from its record, in the order of their times: its operations, its schedules, its error. */
export function writeCallEvents(writer: ProtobufWriter, shown: ShownCall): void {
  const { call, startedAt } = shown;
  const endedAt = startedAt + call.durationMs;
  const ops = shown.opsAreEvents ? inOrder(call.ops, startedAt) : [];
  let next = 0;
  for (; next < ops.length; next += 1) {
    const time = startOf(ops[next] as Op, startedAt);
    if (time > endedAt) break;
    writeOp(writer, ops[next] as Op, time);
  }
  for (const schedule of call.schedules) writeSchedule(writer, schedule, endedAt);
  if (shown.withException) writeException(writer, shown, endedAt);
  for (; next < ops.length; next += 1) writeOp(writer, ops[next] as Op, startOf(ops[next] as Op, startedAt));
}

/** Operations are recorded when they end, so those that run at once may have started in another order. */
function inOrder(ops: readonly Op[], startedAt: number): readonly Op[] {
  if (isInOrder(ops, startedAt)) return ops;
  return [...ops].sort((one, other) => startOf(one, startedAt) - startOf(other, startedAt));
}

// As they are written, with the start of the call: what differs by less than that shows is at the same time.
function isInOrder(ops: readonly Op[], startedAt: number): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (const op of ops) {
    const start = startOf(op, startedAt);
    if (start < before) return false;
    before = start;
  }
  return true;
}

function startOf({ startMs }: Op, startedAt: number): number {
  return startedAt + (startMs ?? 0);
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
