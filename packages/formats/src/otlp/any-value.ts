import type { ProtobufWriter } from '../protobuf.js';

// AnyValue and KeyValue of opentelemetry/proto/common/v1/common.proto.
const KEY = 1;
const VALUE = 2;
const STRING = 1;
const BOOL = 2;
const INT = 3;
const DOUBLE = 4;
const ARRAY = 5;
const LIST = 6;
const BYTES = 7;
// Of ArrayValue and KeyValueList alike.
const VALUES = 1;
const TWO_63 = 2 ** 63;

/**
 * Writes attributes as repeated `KeyValue`, and bytes and objects within them as what they are. What is no value of an
 * attribute is left out; a null in an array is an empty value. Texts must be well-formed.
 */
export function writeKeyValues(
  writer: ProtobufWriter,
  field: number,
  attributes: Readonly<Record<string, unknown>>,
): void {
  for (const key in attributes) writeKeyValue(writer, field, key, attributes[key]);
}

/** Writes one attribute. */
export function writeKeyValue(writer: ProtobufWriter, field: number, key: string, value: unknown): void {
  if (typeof value === 'string' && writer.shortPair(field, KEY, VALUE, STRING, key, value)) return;
  if (!isValue(value)) return;
  const start = writer.begin(field);
  writer.text(KEY, key);
  writeAnyValue(writer, VALUE, value);
  writer.end(start);
}

function writeAnyValue(writer: ProtobufWriter, field: number, value: unknown): void {
  const start = writer.begin(field);
  switch (typeof value) {
    case 'string':
      writer.text(STRING, value);
      break;
    case 'boolean':
      writer.bool(BOOL, value);
      break;
    case 'number':
      if (isInt(value)) writer.int(INT, value);
      else writer.double(DOUBLE, value);
      break;
    default:
      if (typeof value === 'object' && value !== null) writeObject(writer, value);
  }
  writer.end(start);
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= -TWO_63 && value < TWO_63 && !Object.is(value, -0);
}

function writeObject(writer: ProtobufWriter, value: object): void {
  if (value instanceof Uint8Array) writer.raw(BYTES, value);
  else if (Array.isArray(value)) writeArray(writer, value);
  else writeList(writer, value as Readonly<Record<string, unknown>>);
}

function writeList(writer: ProtobufWriter, values: Readonly<Record<string, unknown>>): void {
  const start = writer.begin(LIST);
  writeKeyValues(writer, VALUES, values);
  writer.end(start);
}

function writeArray(writer: ProtobufWriter, values: readonly unknown[]): void {
  const start = writer.begin(ARRAY);
  for (const value of values) writeAnyValue(writer, VALUES, value);
  writer.end(start);
}

function isValue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true;
    default:
      return typeof value === 'object' && value !== null;
  }
}
