import { unsetBytes } from '@portcall/core/internal';
import { setFixed64, setNanoseconds } from './put-fields.js';

/**
 * Writes protobuf messages into one growing buffer, in the order of the bytes.
 *
 * A message within a message is written between `begin()` and `end()`: its length is put before it once it is known, in as
 * few bytes as it needs. Fields with their default value are for the caller to leave out.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
  private bytes: Uint8Array;
  private view: DataView;
  /** How many bytes are written. */
  length = 0;

  /** @param capacity bytes there is room for before the buffer grows */
  constructor(private readonly capacity = 16_384) {
    this.bytes = unsetBytes(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** What is written, as a copy. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  /** What is written from `start` on, as a copy. */
  writtenFrom(start: number): Uint8Array {
    return this.bytes.slice(start, this.length);
  }

  /** What is written, without a copy: valid until something else is written there. */
  soFar(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** What is written, as it is for good: what comes next is written elsewhere. */
  handOver(): Uint8Array {
    const written = this.soFar();
    this.bytes = NO_ROOM;
    this.length = 0;
    return written;
  }

  /** Room for `size` bytes from `length` on, for whoever puts them there itself and moves `length` on. */
  room(size: number): DataView {
    this.reserve(size);
    return this.view;
  }

  /** Forgets what is written, and keeps the room. */
  reset(): void {
    this.length = 0;
  }

  /** Takes back what was written after `length`. */
  cutTo(length: number): void {
    this.length = length;
  }

  /** A whole number from 0 to 2^53. */
  varint(field: number, value: number): void {
    this.reserve(20);
    this.tag(field, 0);
    this.writeVarint(value);
  }

  /** A whole number from -2^53 to 2^53, as `int32` and `int64` are: a negative one takes ten bytes. */
  int(field: number, value: number): void {
    if (value >= 0) this.varint(field, value);
    else this.bigVarint(field, BigInt.asUintN(64, BigInt(value)));
  }

  /** A whole number as `sint32` and `sint64` are, from -2^52 to 2^52 - 1: small in bytes where it is near zero. */
  sint(field: number, value: number): void {
    this.varint(field, zigzag(value));
  }

  bool(field: number, value: boolean): void {
    this.varint(field, value ? 1 : 0);
  }

  double(field: number, value: number): void {
    this.reserve(14);
    this.tag(field, 1);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A whole number from -2^63 to 2^64 in eight bytes, as `fixed64` and `sfixed64` are. */
  fixed64(field: number, value: number): void {
    this.reserve(14);
    this.tag(field, 1);
    setFixed64(this.view, this.length, value);
    this.length += 8;
  }

  fixed32(field: number, value: number): void {
    this.reserve(10);
    this.tag(field, 5);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Milliseconds since 1970, with fractions, as nanoseconds in eight bytes. */
  nanoseconds(field: number, milliseconds: number): void {
    this.reserve(14);
    this.tag(field, 1);
    setNanoseconds(this.view, this.length, milliseconds);
    this.length += 8;
  }

  /** Seconds since 1970 and nanoseconds, as nanoseconds in eight bytes; what a fraction is of is left out. */
  moment(field: number, [seconds, nanoseconds]: readonly [number, number]): void {
    this.reserve(14);
    this.tag(field, 1);
    const nanos = Math.trunc(nanoseconds);
    const more = Math.floor(nanos / 1e9);
    const whole = Math.trunc(seconds) + more;
    // 1e9 × whole, in halves as above, the lower one of 16 bits.
    const upper = Math.floor(whole / 65_536) * 1e9;
    const low = (upper % 65_536) * 65_536 + (whole % 65_536) * 1e9 + (nanos - more * 1e9);
    this.view.setUint32(this.length, low % TWO_32, true);
    this.view.setUint32(this.length + 4, Math.floor(upper / 65_536) + Math.floor(low / TWO_32), true);
    this.length += 8;
  }

  /** A well-formed text. */
  text(field: number, value: string): void {
    const { length } = value;
    this.reserve(16 + length * 3);
    this.tag(field, 2);
    if (length < SHORT && this.shortAscii(value)) return;
    // As many bytes for the length as the longest it can be needs; where it needs fewer, the text moves.
    const at = this.length;
    const held = sizeOf(length);
    const written = UTF8.encodeInto(value, this.bytes.subarray(at + held)).written;
    this.length = at;
    this.close(at, held, written);
  }

  /**
   * A message of two short texts of ASCII, the second within a message of its own: an attribute, which is most of what is
   * written of most points. In one loop, as that takes half the time.
   * @returns whether it is written; where not, nothing is
   */
  shortPair(field: number, key: number, value: number, text: number, first: string, second: string): boolean {
    const size = first.length + second.length + 6;
    if (size > 0x7f || field > 15) return false;
    this.reserve(size + 2);
    const { bytes, length } = this;
    const at = length + 4 + first.length;
    if (!putAscii(bytes, length + 4, first) || !putAscii(bytes, at + 4, second)) return false;
    bytes[length] = (field << 3) | 2;
    bytes[length + 1] = size;
    bytes[length + 2] = (key << 3) | 2;
    bytes[length + 3] = first.length;
    bytes[at] = (value << 3) | 2;
    bytes[at + 1] = second.length + 2;
    bytes[at + 2] = (text << 3) | 2;
    bytes[at + 3] = second.length;
    this.length = at + 4 + second.length;
    return true;
  }

  /**
   * A message of a whole number from 0 to 2^53 and of fields that were written before, fewer than 100 bytes of them: a bucket
   * of a histogram, which is most of what is written of it.
   */
  numbered(field: number, inner: number, value: number, fields: Uint8Array): void {
    this.reserve(20 + fields.length);
    this.tag(field, 2);
    const at = this.length;
    this.length += 1;
    this.tag(inner, 0);
    this.writeVarint(value);
    const { bytes, length } = this;
    for (let i = 0; i < fields.length; i += 1) bytes[length + i] = fields[i] as number;
    this.length = length + fields.length;
    bytes[at] = this.length - at - 1;
  }

  /** Bytes that are digits of base 16: two for each. */
  hex(field: number, digits: string): void {
    const size = digits.length >>> 1;
    this.reserve(16 + size);
    this.tag(field, 2);
    this.writeVarint(size);
    const { bytes, length } = this;
    for (let i = 0; i < size; i += 1) {
      const high = NIBBLES[digits.charCodeAt(2 * i) & 0x7f] as number;
      bytes[length + i] = (high << 4) | (NIBBLES[digits.charCodeAt(2 * i + 1) & 0x7f] as number);
    }
    this.length += size;
  }

  /** Bytes that were written before: a message, or a text in UTF-8. */
  raw(field: number, value: Uint8Array): void {
    this.reserve(16 + value.length);
    this.tag(field, 2);
    this.writeVarint(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  /**
   * Fields that were written before, as they are.
   * @returns where they begin: for what is put into `written` where they have left room
   */
  fields(value: Uint8Array): number {
    this.reserve(value.length);
    const start = this.length;
    this.bytes.set(value, start);
    this.length = start + value.length;
    return start;
  }

  /** All that is written, to put something into; until more is written. */
  get written(): DataView {
    return this.view;
  }

  /** The length of the message that comes next, where messages stand one behind the other. */
  delimiter(size: number): void {
    this.reserve(10);
    this.writeVarint(size);
  }

  packedDoubles(field: number, values: ArrayLike<number>): void {
    this.reserve(16 + values.length * 8);
    this.tag(field, 2);
    this.writeVarint(values.length * 8);
    const { view, length } = this;
    for (let i = 0; i < values.length; i += 1) view.setFloat64(length + i * 8, values[i] as number, true);
    this.length = length + values.length * 8;
  }

  /** Whole numbers from 0 to 2^53, in eight bytes each. */
  packedFixed64(field: number, values: ArrayLike<number>): void {
    this.reserve(16 + values.length * 8);
    this.tag(field, 2);
    this.writeVarint(values.length * 8);
    const { view, length } = this;
    for (let i = 0; i < values.length; i += 1) setFixed64(view, length + i * 8, values[i] as number);
    this.length = length + values.length * 8;
  }

  /** Whole numbers from 0 to 2^53, as varints. */
  packedVarints(field: number, values: ArrayLike<number>): void {
    const start = this.begin(field);
    for (let i = 0; i < values.length; i += 1) {
      this.reserve(10);
      this.writeVarint(values[i] as number);
    }
    this.end(start);
  }

  /** Whole numbers as `sint64` is, from -2^52 to 2^52 - 1: small in bytes where they are near zero. */
  packedSints(field: number, values: ArrayLike<number>): void {
    const start = this.begin(field);
    for (let i = 0; i < values.length; i += 1) {
      this.reserve(10);
      this.writeVarint(zigzag(values[i] as number));
    }
    this.end(start);
  }

  /**
   * Begins a message. A message whose length takes `held` bytes stays where it is written, and any other is moved.
   * @param held 1 below 128 bytes, 2 below 16,384, and so on
   * @returns what `end()` wants
   */
  begin(field: number, held = 1): number {
    this.reserve(16);
    this.tag(field, 2);
    this.length += held;
    return this.length;
  }

  /** Ends the message that began last, with the `held` that it began with. */
  end(start: number, held = 1): void {
    this.close(start - held, held, this.length - start);
  }

  /** Puts the length of what was written after `held` bytes before it. */
  private close(at: number, held: number, size: number): void {
    const needed = sizeOf(size);
    this.reserve(needed);
    if (needed !== held) this.bytes.copyWithin(at + needed, at + held, at + held + size);
    this.length = at;
    this.writeVarint(size);
    this.length = at + needed + size;
  }

  private shortAscii(value: string): boolean {
    if (!putAscii(this.bytes, this.length + 1, value)) return false;
    this.bytes[this.length] = value.length;
    this.length += 1 + value.length;
    return true;
  }

  private tag(field: number, wire: number): void {
    this.writeVarint((field << 3) | wire);
  }

  private writeVarint(value: number): void {
    let rest = value;
    while (rest >= TWO_31) {
      this.bytes[this.length] = (rest % 128) | 0x80;
      this.length += 1;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      this.bytes[this.length] = (rest & 0x7f) | 0x80;
      this.length += 1;
      rest >>>= 7;
    }
    this.bytes[this.length] = rest;
    this.length += 1;
  }

  private bigVarint(field: number, value: bigint): void {
    this.reserve(20);
    this.tag(field, 0);
    let rest = value;
    while (rest > 0x7fn) {
      this.bytes[this.length] = Number(rest & 0x7fn) | 0x80;
      this.length += 1;
      rest >>= 7n;
    }
    this.bytes[this.length] = Number(rest);
    this.length += 1;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = unsetBytes(Math.max(this.bytes.length * 2, this.length + size, this.capacity));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

const NO_ROOM = new Uint8Array(0);
const TWO_31 = 0x8000_0000;
const TWO_32 = 0x1_0000_0000;
// Below it a length takes one byte, and a loop is faster than the encoder's call.
const SHORT = 64;
const UTF8 = new TextEncoder();

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

/** Whether it is written: a text of ASCII always is. */
function putAscii(bytes: Uint8Array, at: number, value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code > 0x7f) return false;
    bytes[at + i] = code;
  }
  return true;
}

/** How many bytes a varint takes. */
function sizeOf(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** What a digit of base 16 is worth, by its code: faster than to ask which kind of digit it is. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return Math.max(digit, 0);
});
