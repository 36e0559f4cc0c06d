import type { OpSummary } from '@portcall/trace';
import { ProtobufWriter } from '../../../protobuf.js';
import { type Key, writeNumber } from '../prepared-attributes.js';
import * as names from './call-names.js';

const LARGEST_SMALL = 127; // of one byte

/** The attributes of small sums: bytes once, with room for the numbers. */
const SMALL = new ProtobufWriter(256);
const COUNT = placeOf(names.DB_OPERATIONS, 0, 1);
const ROWS = placeOf(names.DB_ROWS, 0, 1);
const DURATION = placeOf(names.DB_DURATION, 0.5, 8);
const FAILED = placeOf(names.DB_FAILURES, 0, 1);
const BYTES = SMALL.finish();

/** Where the value of an attribute begins that is written now. */
function placeOf(key: Key, value: number, size: number): number {
  writeNumber(SMALL, key, value);
  return SMALL.length - size;
}

/** Writes what all operations of a call are together. */
export function writeSums(writer: ProtobufWriter, sums: OpSummary): void {
  const { count, rows, durationMs, failed } = sums;
  if (!isSmall(count) || !isSmall(rows) || !isSmall(failed) || Number.isInteger(durationMs / 1_000)) {
    writeEachSum(sums, (key, value) => writeNumber(writer, key, value));
    return;
  }
  const start = writer.fields(BYTES);
  const { written } = writer;
  written.setUint8(start + COUNT, count);
  written.setUint8(start + ROWS, rows);
  written.setFloat64(start + DURATION, durationMs / 1_000, true);
  written.setUint8(start + FAILED, failed);
}

export function writeEachSum(
  { count, rows, durationMs, failed }: OpSummary,
  write: (key: Key, value: number) => void,
): void {
  write(names.DB_OPERATIONS, count);
  write(names.DB_ROWS, rows);
  write(names.DB_DURATION, durationMs / 1_000);
  write(names.DB_FAILURES, failed);
}

function isSmall(value: number): boolean {
  return value <= LARGEST_SMALL && Number.isInteger(value);
}
