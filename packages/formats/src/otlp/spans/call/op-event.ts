import type { Op } from '@portcall/trace';
import { ProtobufWriter } from '../../../protobuf.js';
import { setNanoseconds } from '../../../put-fields.js';
import { writeNumber, writeText } from '../prepared-attributes.js';
import * as names from './call-names.js';

// Span.events, and the fields of Span.Event.
const EVENTS = 11;
const EVENT_TIME = 1;

/** Operations whose rows are returned for sure: those of others may be rows that an UPDATE touched. */
const RETURNING: ReadonlySet<string> = new Set(
  'get list paginate lookup query query_graph search vector_search aggregate fetch show explain pragma'.split(' '),
);

/**
 * Begins an event of a span.
 * @param time in milliseconds since 1970
 * @returns what `writer.end()` wants
 */
export function beginEvent(writer: ProtobufWriter, name: Uint8Array, time: number): number {
  const start = writer.begin(EVENTS);
  writer.nanoseconds(EVENT_TIME, time);
  writer.fields(name);
  return start;
}

/**
 * Writes the event of an operation.
 * @param time when it started, in milliseconds since 1970
 */
export function writeOp(writer: ProtobufWriter, op: Op, time: number): void {
  const known = isUsual(op) ? knownOf(op) : undefined;
  if (known === undefined) writeAnyOp(writer, op, time);
  else known.write(writer, op, time);
}

function writeAnyOp(writer: ProtobufWriter, op: Op, time: number): void {
  const { id, rowCount, text } = op;
  const start = beginEvent(writer, names.DB_OPERATION_EVENT, time);
  writeSubject(writer, op);
  if (id !== undefined) writeText(writer, names.DB_ROW_ID, id);
  if (rowCount !== undefined) writeRows(writer, op.op, rowCount);
  if (text !== undefined) writeText(writer, names.DB_QUERY_TEXT, text);
  if (!op.ok) writeText(writer, names.EVENT_ERROR_TYPE, op.errorType ?? names.OTHER_ERROR);
  writeNumber(writer, names.EVENT_DB_DURATION, op.durationMs / 1_000);
  writer.end(start);
}

function writeSubject(writer: ProtobufWriter, { op, entity, system }: Subject): void {
  names.DB_SYSTEM_NAME.write(writer, system ?? names.OTHER_SYSTEM);
  names.DB_OPERATION_NAME.write(writer, op);
  if (entity !== '') names.DB_COLLECTION_NAME.write(writer, entity);
}

function writeRows(writer: ProtobufWriter, op: string, rows: number): void {
  writeNumber(writer, RETURNING.has(op) ? names.DB_RESPONSE_RETURNED_ROWS : names.EVENT_DB_ROWS, rows);
}

type Subject = Pick<Op, 'op' | 'entity' | 'system'>;

const LARGEST_SMALL = 127; // of one byte

/** Whether it differs from others like it in its time, its duration and a small number of rows alone. */
function isUsual({ id, rowCount, text, ok, durationMs }: Op): boolean {
  if (!ok || id !== undefined || text !== undefined || Number.isInteger(durationMs / 1_000)) return false;
  return (
    rowCount === undefined || (rowCount <= LARGEST_SMALL && Number.isInteger(rowCount) && !Object.is(rowCount, -0))
  );
}

/** The event of operations that are alike: bytes once, with room for what is not. */
class KnownOp {
  private readonly bytes: Uint8Array;
  private readonly time: number;
  private readonly rows: number;
  private readonly duration: number;

  constructor(
    readonly subject: Subject,
    readonly hasRows: boolean,
  ) {
    const event = new ProtobufWriter(512);
    event.nanoseconds(EVENT_TIME, 0);
    const time = event.length - 8;
    event.fields(names.DB_OPERATION_EVENT);
    writeSubject(event, subject);
    if (hasRows) writeRows(event, subject.op, 0);
    const rows = event.length - 1;
    writeNumber(event, names.EVENT_DB_DURATION, 0.5);
    const whole = new ProtobufWriter(512);
    whole.raw(EVENTS, event.finish());
    const before = whole.length - event.length;
    this.bytes = whole.finish();
    this.time = before + time;
    this.rows = before + rows;
    this.duration = this.bytes.length - 8;
  }

  write(writer: ProtobufWriter, { rowCount, durationMs }: Op, time: number): void {
    const start = writer.fields(this.bytes);
    const { written } = writer;
    setNanoseconds(written, start + this.time, time);
    if (rowCount !== undefined) written.setUint8(start + this.rows, rowCount);
    written.setFloat64(start + this.duration, durationMs / 1_000, true);
  }
}

// So many, and of names so long, that the tables of an app find room and data does not fill the memory.
const MOST_KNOWN = 1_000;
const LONGEST_NAME = 128;

/** By what they are about. */
const knownOps = new Map<string, KnownOp[]>();
let made = 0;

function knownOf(op: Op): KnownOp | undefined {
  const hasRows = op.rowCount !== undefined;
  const about = knownOps.get(op.entity);
  if (about !== undefined) {
    for (const known of about) {
      if (known.subject.op === op.op && known.subject.system === op.system && known.hasRows === hasRows) return known;
    }
  }
  return made < MOST_KNOWN && isShort(op) ? newKnown(op, hasRows) : undefined;
}

function isShort({ op, entity, system = '' }: Subject): boolean {
  return op.length <= LONGEST_NAME && entity.length <= LONGEST_NAME && system.length <= LONGEST_NAME;
}

function newKnown({ op, entity, system }: Op, hasRows: boolean): KnownOp {
  const known = new KnownOp({ op, entity, system }, hasRows);
  knownOps.set(entity, [...(knownOps.get(entity) ?? []), known]);
  made += 1;
  return known;
}
