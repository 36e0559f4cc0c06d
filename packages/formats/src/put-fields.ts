/*
 * Fields of protobuf put where there is room for them, each with its tag, which takes one byte. Everything but a length takes
 * as many bytes whatever it is, so that a message of them is put without a look at what stands before it.
 */

/** Fields as eight bytes, and the bytes before them. */
export const EIGHT_BYTES = 1;
/** Fields as a length and so many bytes. */
export const MANY_BYTES = 2;

/** How many bytes a field of eight bytes takes with its tag. */
export const FIELD = 9;

const TWO_32 = 0x1_0000_0000;

export function tag(field: number, wire: number): number {
  return (field << 3) | wire;
}

/**
 * Milliseconds since 1970, with fractions, as the two halves of 64 bits of nanoseconds. More than a number can hold: whole
 * milliseconds and what is left are multiplied apart.
 */
export class Nanoseconds {
  low = 0;
  high = 0;
  private milliseconds = 0;

  /** Costs a comparison where it is what it was. */
  set(milliseconds: number): void {
    if (milliseconds === this.milliseconds) return;
    this.milliseconds = milliseconds;
    const whole = Math.floor(milliseconds);
    const rest = Math.round((milliseconds - whole) * 1e6);
    // 1e6 × whole, in two halves of 32 bits: each product stays below 2^53. Never `%`, which is a call where these are not.
    const upper = Math.floor(whole / TWO_32);
    const low = (whole - upper * TWO_32) * 1e6 + rest;
    const carried = Math.floor(low / TWO_32);
    this.low = (low - carried * TWO_32) | 0;
    this.high = (upper * 1e6 + carried) | 0;
  }
}

const moment = new Nanoseconds();

/** Milliseconds since 1970, with fractions, as 64 bits of nanoseconds. */
export function setNanoseconds(view: DataView, at: number, milliseconds: number): void {
  moment.set(milliseconds);
  view.setInt32(at, moment.low, true);
  view.setInt32(at + 4, moment.high, true);
}

/** @returns where it ends, as all of these */
export function putNanoseconds(view: DataView, at: number, tag: number, { low, high }: Nanoseconds): number {
  view.setUint8(at, tag);
  view.setInt32(at + 1, low, true);
  view.setInt32(at + 5, high, true);
  return at + FIELD;
}

export function putDouble(view: DataView, at: number, tag: number, value: number): number {
  view.setUint8(at, tag);
  view.setFloat64(at + 1, value, true);
  return at + FIELD;
}

/** A whole number from -2^63 to 2^64. */
export function putFixed64(view: DataView, at: number, tag: number, value: number): number {
  view.setUint8(at, tag);
  setFixed64(view, at + 1, value);
  return at + FIELD;
}

export function putLength(view: DataView, start: number, length: number): number {
  let at = start;
  let rest = length;
  for (; rest > 0x7f; at += 1) {
    view.setUint8(at, (rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  view.setUint8(at, rest);
  return at + 1;
}

/** How many bytes a length takes, which is below 2^31. */
function sizeOfLength(length: number): number {
  let size = 1;
  for (let rest = length; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}

/** How many bytes a list of numbers of eight bytes takes with its tag: none where it is empty. */
export function sizeOfPacked(count: number): number {
  return count === 0 ? 0 : 1 + sizeOfLength(count * 8) + count * 8;
}

export function putPackedDoubles(view: DataView, start: number, tag: number, values: ArrayLike<number>): number {
  if (values.length === 0) return start;
  view.setUint8(start, tag);
  const at = putLength(view, start + 1, values.length * 8);
  for (let i = 0; i < values.length; i += 1) view.setFloat64(at + i * 8, values[i] as number, true);
  return at + values.length * 8;
}

export function putPackedFixed64(view: DataView, start: number, tag: number, values: ArrayLike<number>): number {
  if (values.length === 0) return start;
  view.setUint8(start, tag);
  const at = putLength(view, start + 1, values.length * 8);
  for (let i = 0; i < values.length; i += 1) setFixed64(view, at + i * 8, values[i] as number);
  return at + values.length * 8;
}

/** A whole number from -2^63 to 2^64. Most counts are small, and a number of 32 bits needs no division. */
export function setFixed64(view: DataView, at: number, value: number): void {
  const low = value | 0;
  view.setInt32(at, low, true);
  view.setInt32(at + 4, low === value ? low >> 31 : Math.floor(value / TWO_32), true);
}
