import { hexOf, textOfBytes } from '@portcall/core/internal';
import { protobufFields } from '../../protobuf-fields.js';

type Content = bigint | Uint8Array;

/** How a value is read; `raw` leaves it as it is. */
type ValueKind =
  | ('text' | 'hex' | 'raw' | 'bool' | 'enum' | 'int' | 'sint' | 'double' | 'fixed64' | 'sfixed64')
  | ('fixed64s' | 'doubles' | 'varints')
  | (() => MessageFields);

/** What is in brackets may come more than once. */
type FieldKind = ValueKind | readonly [ValueKind];

/** By number, what the fields that are read are called, and how they are read. */
export type MessageFields = Readonly<Record<number, readonly [name: string, kind: FieldKind]>>;

export type Message = Readonly<Record<string, unknown>>;

/**
 * A protobuf message as OTLP's JSON has it, where 64-bit numbers of fixed size are bigints and bytes stay bytes. Others of its
 * fields are left out.
 * @throws RangeError for what is no message of this kind
 */
export function protobufMessage(bytes: Uint8Array, fields: MessageFields): Message {
  const message: Record<string, unknown> = {};
  for (const { field, value, whole } of protobufFields(bytes)) {
    const known = fields[field];
    if (known === undefined) continue;
    const [name, kind] = known;
    // Of a number of fixed size all but the tag, which is one byte for the fields that there are.
    const content = value ?? whole.subarray(1);
    if (typeof kind !== 'object') message[name] = read(content, kind);
    else {
      message[name] ??= [];
      (message[name] as unknown[]).push(read(content, kind[0]));
    }
  }
  return message;
}

function read(content: Content, kind: ValueKind): unknown {
  return typeof kind === 'function' ? protobufMessage(bytesOf(content), kind()) : READ[kind](content);
}

const READ: Readonly<Record<Extract<ValueKind, string>, (content: Content) => unknown>> = {
  raw: bytesOf,
  text: (content) => textOfBytes(bytesOf(content)),
  hex: (content) => hexOf(bytesOf(content)),
  bool: (content) => content !== 0n,
  enum: Number,
  int: (content) => String(BigInt.asIntN(64, wholeOf(content))),
  sint: (content) => unzigzag(wholeOf(content)),
  double: (content) => viewOf(content).getFloat64(0, true),
  fixed64: (content) => viewOf(content).getBigUint64(0, true),
  sfixed64: (content) => viewOf(content).getBigInt64(0, true),
  fixed64s: (content) =>
    eights(content, (view, at) => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32),
  doubles: (content) => eights(content, (view, at) => view.getFloat64(at, true)),
  varints: (content) => varints(bytesOf(content)),
};

function bytesOf(content: Content): Uint8Array {
  if (typeof content === 'bigint') throw new RangeError();
  return content;
}

function wholeOf(content: Content): bigint {
  if (typeof content !== 'bigint') throw new RangeError();
  return content;
}

function viewOf(content: Content): DataView {
  const { buffer, byteOffset, byteLength } = bytesOf(content);
  return new DataView(buffer, byteOffset, byteLength);
}

function unzigzag(value: bigint): number {
  return Number((value >> 1n) ^ -(value & 1n));
}

function eights(content: Content, numberAt: (view: DataView, at: number) => number): readonly number[] {
  const view = viewOf(content);
  const numbers: number[] = [];
  for (let at = 0; at < view.byteLength; at += 8) numbers.push(numberAt(view, at));
  return numbers;
}

/** Whole numbers up to 2^53. */
function varints(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    numbers.push(value);
    [value, factor] = [0, 1];
  }
  return numbers;
}
