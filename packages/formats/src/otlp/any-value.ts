import type { ProtobufWriter } from './protobuf.js';

// AnyValue and KeyValue of opentelemetry/proto/common/v1/common.proto.
const KEY = 1;
const VALUE = 2;
const STRING = 1;
const BOOL = 2;
const INT = 3;
const DOUBLE = 4;
const ARRAY = 5;
const MAP = 6;
const BYTES = 7;
const ARRAY_VALUES = 1;
const MAP_VALUES = 1;

/**
 * Writes attributes as repeated `KeyValue`. What is no value of an attribute is left out; a null in an array is an empty
 * value. Texts must be well-formed, and objects may not hold themselves.
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
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int(INT, value);
      else writer.double(DOUBLE, value);
      break;
    default:
      if (Array.isArray(value)) writeArray(writer, value);
      else if (value instanceof Uint8Array) writer.raw(BYTES, value);
      else if (typeof value === 'object' && value !== null)
        writeMap(writer, value as Readonly<Record<string, unknown>>);
  }
  writer.end(start);
}

function writeArray(writer: ProtobufWriter, values: readonly unknown[]): void {
  const start = writer.begin(ARRAY);
  for (const value of values) writeAnyValue(writer, ARRAY_VALUES, value);
  writer.end(start);
}

function writeMap(writer: ProtobufWriter, values: Readonly<Record<string, unknown>>): void {
  const start = writer.begin(MAP);
  writeKeyValues(writer, MAP_VALUES, values);
  writer.end(start);
}

function isValue(value: unknown): boolean {
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' || (type === 'object' && value !== null);
}
