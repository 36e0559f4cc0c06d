/** One field of a protobuf message. */
export interface ProtobufField {
  readonly field: number;
  /** A varint, or what has a length; undefined for a number of fixed size. */
  readonly value: bigint | Uint8Array | undefined;
  /** All of it: tag, length and value, as a view of the message. */
  readonly whole: Uint8Array;
}

/**
 * The fields of a message in their order, each read when it is taken. What has a length is a view of the message.
 * @throws RangeError for bytes that are no protobuf message; groups are none
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField, void> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const start = cursor.at;
    const tag = sizeAt(message, cursor);
    const field = Math.floor(tag / 8);
    if (field === 0 || field > LAST_FIELD) throw new RangeError();
    const value = valueAt(message, cursor, tag % 8);
    yield { field, value, whole: message.subarray(start, cursor.at) };
  }
}

const LAST_FIELD = 2 ** 29 - 1;

interface Cursor {
  at: number;
}

/** @throws RangeError for what is no message; nobody is told why */
function valueAt(bytes: Uint8Array, cursor: Cursor, wire: number): ProtobufField['value'] {
  if (wire === 0) return varintAt(bytes, cursor);
  const size = wire === 2 ? sizeAt(bytes, cursor) : SIZES[wire];
  if (size === undefined) throw new RangeError();
  const start = cursor.at;
  cursor.at += size;
  if (cursor.at > bytes.length) throw new RangeError();
  return wire === 2 ? bytes.subarray(start, cursor.at) : undefined;
}

/** Of fixed64 and fixed32. */
const SIZES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** A varint that is exact where it can be a tag or a length, and else larger than those. */
function sizeAt(bytes: Uint8Array, cursor: Cursor): number {
  let value = 0;
  for (let factor = 1; factor < TWO_70; factor *= 128) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new RangeError();
    cursor.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
  throw new RangeError();
}

const TWO_70 = 2 ** 70;

function varintAt(bytes: Uint8Array, cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new RangeError();
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new RangeError();
}
