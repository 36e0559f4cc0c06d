import { shown } from '@portcall/core/internal';
import { type Cut, FN_TYPES, type FnTrace, type FnType, type Outcome } from '../record/fn-trace.js';
import type { Op, Schedule } from '../record/op.js';
import { JsonReader } from './json-reader.js';

/*
 * The seed's JSON: snake_case, the outcome tagged by `status`. Options that are absent are omitted, but for `user_id`,
 * which the seed writes as null. `tenant_id`, `parent_call_id`, `trace_id`, `span_id` and `cut` are ours: fields
 * that readers of the seed's pass over. Its integers are integers here.
 */

/** A trace as JSON text. */
export function traceToJson(trace: FnTrace): string {
  return JSON.stringify(traceToWire(trace));
}

/** A trace as the object that is written as JSON. */
export function traceToWire(trace: FnTrace): WireTrace {
  return {
    call_id: trace.callId,
    fn_name: trace.fnName,
    fn_type: trace.fnType,
    user_id: trace.userId ?? null,
    ...given('tenant_id', trace.tenantId),
    ...given('parent_call_id', trace.parentCallId),
    ...given('trace_id', trace.traceId),
    ...given('span_id', trace.spanId),
    started_at: trace.startedAt,
    duration_ms: trace.durationMs,
    outcome: outcomeToWire(trace.outcome),
    ops: trace.ops.map(({ op, entity, id, durationMs, rowCount, ok }) => ({
      op,
      entity,
      ...given('id', id),
      duration_ms: durationMs,
      ...given('row_count', whole(rowCount)),
      ok,
    })),
    stream_bytes: trace.streamBytes,
    stream_chunks: trace.streamChunks,
    schedules: trace.schedules.map(({ fnName, delayMs, runAt }) => ({
      fn_name: fnName,
      ...given('delay_ms', whole(delayMs)),
      ...given('run_at', whole(runAt)),
    })),
    ...given('cut', trace.cut),
  };
}

/** A value that JSON cannot hold is left out. */
function outcomeToWire(outcome: Outcome): Outcome {
  if (outcome.status !== 'ok' || outcome.value === undefined) return outcome;
  try {
    return { status: 'ok', ...given('value', JSON.parse(JSON.stringify(outcome.value)) as unknown) };
  } catch {
    return { status: 'ok' };
  }
}

export interface WireTrace {
  readonly call_id: string;
  readonly fn_name: string;
  readonly fn_type: FnType;
  readonly user_id: string | null;
  readonly tenant_id?: string;
  readonly parent_call_id?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly started_at: number;
  readonly duration_ms: number;
  readonly outcome: Outcome;
  readonly ops: readonly WireOp[];
  readonly stream_bytes: number;
  readonly stream_chunks: number;
  readonly schedules: readonly WireSchedule[];
  readonly cut?: Cut;
}

export interface WireOp {
  readonly op: string;
  readonly entity: string;
  readonly id?: string;
  readonly duration_ms: number;
  readonly row_count?: number;
  readonly ok: boolean;
}

export interface WireSchedule {
  readonly fn_name: string;
  readonly delay_ms?: number;
  readonly run_at?: number;
}

/** What the seed has an integer for; whoever reads it may refuse a fraction, and what is past the exact ones. */
function whole(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : Math.min(Math.round(amount), Number.MAX_SAFE_INTEGER);
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/**
 * Reads a trace back. What is not in the wire form (when an operation started, of which system it is) is absent.
 * @throws Error naming the place in the JSON and what was expected there
 */
export function parseTrace(json: string): FnTrace {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new Error(`trace: not JSON (${shown(cause)}); give a trace as traceToJson() writes it`, { cause });
  }
  return traceFrom(new JsonReader(parsed, 'trace'));
}

function traceFrom(wire: JsonReader): FnTrace {
  const ops = wire.list('ops').map(opFrom);
  return Object.freeze({
    callId: wire.text('call_id'),
    fnName: wire.text('fn_name'),
    fnType: wire.oneOf('fn_type', FN_TYPES),
    userId: wire.optionalText('user_id'),
    tenantId: wire.optionalText('tenant_id'),
    parentCallId: wire.optionalText('parent_call_id'),
    traceId: wire.optionalText('trace_id'),
    spanId: wire.optionalText('span_id'),
    startedAt: wire.count('started_at'),
    durationMs: wire.number('duration_ms'),
    outcome: outcomeFrom(wire.object('outcome')),
    ops: Object.freeze(ops),
    streamBytes: wire.count('stream_bytes'),
    streamChunks: wire.count('stream_chunks'),
    schedules: Object.freeze(wire.list('schedules').map(scheduleFrom)),
    opSummary: Object.freeze({
      count: ops.length + (wire.optionalObject('cut')?.count('ops') ?? 0),
      failed: ops.filter(({ ok }) => !ok).length,
      rows: ops.reduce((rows, { rowCount = 0 }) => rows + rowCount, 0),
      durationMs: ops.reduce((total, { durationMs }) => total + durationMs, 0),
    }),
    cut: cutFrom(wire.optionalObject('cut')),
  });
}

function opFrom(wire: JsonReader): Op {
  return Object.freeze({
    op: wire.text('op'),
    entity: wire.text('entity'),
    id: wire.optionalText('id'),
    durationMs: wire.number('duration_ms'),
    rowCount: wire.optionalCount('row_count'),
    ok: wire.flag('ok'),
  });
}

function scheduleFrom(wire: JsonReader): Schedule {
  return Object.freeze({
    fnName: wire.text('fn_name'),
    delayMs: wire.optionalCount('delay_ms'),
    runAt: wire.optionalCount('run_at'),
  });
}

function outcomeFrom(wire: JsonReader): Outcome {
  const status = wire.oneOf('status', ['ok', 'error', 'rolled_back', 'abandoned']);
  switch (status) {
    case 'ok': {
      const value = wire.value('value');
      return Object.freeze(value === undefined ? { status } : { status, value });
    }
    case 'abandoned':
      return Object.freeze({ status });
    default:
      return Object.freeze({ status, code: wire.text('code'), message: wire.text('message') });
  }
}

function cutFrom(wire: JsonReader | undefined): Cut | undefined {
  return (
    wire &&
    Object.freeze({
      ops: wire.count('ops'),
      schedules: wire.count('schedules'),
      characters: wire.count('characters'),
      calls: wire.count('calls'),
      ...given('values', wire.optionalCount('values')),
    })
  );
}
