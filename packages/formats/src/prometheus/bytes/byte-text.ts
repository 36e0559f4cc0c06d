import { digits, numberText } from './digits.js';

/** Pieces shorter than this are copied faster by a loop than by a call. */
const SHORT = 40;

/** A text that is written as bytes of UTF-8, one behind the other, into room that grows. */
export class ByteText {
  /** What is written stands before `length`; beyond it may be written as much as was reserved. */
  room: Buffer;
  length = 0;

  /** @param spent what was taken and nobody reads any more: it is written over instead of new room */
  constructor(
    private readonly capacity: number,
    private readonly spent: Uint8Array[] = [],
  ) {
    this.room = Buffer.allocUnsafeSlow(capacity);
  }

  /** Room for so many bytes more. */
  reserve(bytes: number): Buffer {
    if (this.length + bytes > this.room.length) this.grow(bytes);
    return this.room;
  }

  byte(value: number): void {
    this.reserve(1)[this.length] = value;
    this.length += 1;
  }

  bytes(piece: Uint8Array): void {
    const { length } = piece;
    const room = this.reserve(length);
    const at = this.length;
    if (length < SHORT) for (let i = 0; i < length; i += 1) room[at + i] = piece[i] as number;
    else room.set(piece, at);
    this.length = at + length;
  }

  text(text: string): void {
    // A character of UTF-16 takes three bytes at most.
    this.length += this.reserve(text.length * 3).write(text, this.length, 'utf8');
  }

  /** What stands from one place to another, once more. */
  again(from: number, to: number): void {
    this.reserve(to - from).copyWithin(this.length, from, to);
    this.length += to - from;
  }

  /** A whole number from 0. */
  count(value: number): void {
    this.length = digits(this.reserve(MOST_DIGITS), this.length, value);
  }

  number(value: number): void {
    if (value >= 0 && value === (value | 0)) this.count(value);
    else this.ascii(numberText(value));
  }

  /** A time of milliseconds since 1970, in seconds. */
  seconds(milliseconds: number): void {
    const whole = Math.round(milliseconds);
    const fraction = whole % 1_000;
    this.count((whole - fraction) / 1_000);
    const room = this.reserve(4);
    const at = this.length;
    room[at] = 46; // .
    room[at + 1] = 48 + Math.floor(fraction / 100);
    room[at + 2] = 48 + (Math.floor(fraction / 10) % 10);
    room[at + 3] = 48 + (fraction % 10);
    this.length = at + 4;
  }

  /** Takes back what stands behind a place. */
  cutTo(length: number): void {
    this.length = length;
  }

  /** What is written, for somebody else to keep; it is empty then. */
  take(): Uint8Array {
    const taken = this.room.subarray(0, this.length);
    // A short text is copied, as it would hold the whole room.
    if (this.length * 2 < this.room.length) {
      this.length = 0;
      return Buffer.from(taken);
    }
    this.room = this.freeRoom();
    this.length = 0;
    return taken;
  }

  /** New room for each piece is memory that nobody has touched, and a collection of garbage every few of them. */
  private freeRoom(): Buffer {
    for (let one = this.spent.pop(); one !== undefined; one = this.spent.pop())
      if (one.buffer.byteLength === this.capacity) return Buffer.from(one.buffer);
    return Buffer.allocUnsafeSlow(this.capacity);
  }

  private ascii(text: string): void {
    const room = this.reserve(text.length);
    const at = this.length;
    for (let i = 0; i < text.length; i += 1) room[at + i] = text.charCodeAt(i);
    this.length = at + text.length;
  }

  private grow(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.room.length * 2, this.length + bytes));
    this.room.copy(grown, 0, 0, this.length);
    this.room = grown;
  }
}

/** Of whole numbers that a double can hold exactly. Greater ones are written as texts, which are no longer than that. */
const MOST_DIGITS = 24;
