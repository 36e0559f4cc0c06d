import type { AttributeValue, LabelColumn } from '@portcall/metrics';
import { ProtobufWriter } from '../protobuf.js';
import { writeKeyValue } from './any-value.js';

type Columns = readonly LabelColumn[];

/**
 * What is written of the attributes of a metric's points: of each value once, the whole `KeyValue` with its tag. A point's
 * attributes are the pieces of its values one after the other, so that nothing is kept, or made, of a series.
 */
export class KeyValuePieces {
  /** How many bytes the attributes take that were looked up last. */
  size = 0;
  private readonly columns: readonly ColumnPieces[];
  private readonly found: Int32Array;

  constructor(columns: Columns, field: number) {
    this.columns = columns.map((column) => new ColumnPieces(column, field));
    this.found = new Int32Array(columns.length);
  }

  /** Looks up a point's attributes. False where one of them cannot be sent as it is. */
  find(ids: ArrayLike<number>): boolean {
    const { columns, found } = this;
    let size = 0;
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at] as ColumnPieces;
      const id = column.find(ids[at] as number);
      if (id === UNSENDABLE) return false;
      found[at] = id;
      size += column.sizeOf(id);
    }
    this.size = size;
    return true;
  }

  /** Writes the attributes that were looked up last. */
  write(writer: ProtobufWriter): void {
    writer.length = this.put(writer.room(this.size + SPILL), writer.length);
  }

  /** Puts the attributes that were looked up last, and up to {@link SPILL} bytes more. @returns where they end */
  put(view: DataView, start: number): number {
    const { columns, found } = this;
    let end = start;
    for (let at = 0; at < columns.length; at += 1) {
      end = (columns[at] as ColumnPieces).put(view, end, found[at] as number);
    }
    return end;
  }
}

/** The pieces of each metric's attributes, for as long as somebody has its columns. */
const known = new WeakMap<Columns, { readonly field: number; readonly pieces: KeyValuePieces }>();

/** @param field of the points' attributes, which depends on the kind of points */
export function keyValuePieces(columns: Columns, field: number): KeyValuePieces {
  const kept = known.get(columns);
  if (kept?.field === field) return kept.pieces;
  const pieces = new KeyValuePieces(columns, field);
  known.set(columns, { field, pieces });
  return pieces;
}

/** So many bytes are written behind a piece whose length is no whole number of words. */
const SPILL = 3;

const UNSENDABLE = -2;
const ABSENT = -1;
const FIRST_VALUES = 16;
const FIRST_WORDS = 64;

/**
 * The pieces of one attribute, side by side in one array of 32-bit words: an object for each would take more than the piece,
 * and words are copied in a quarter of the time of bytes.
 */
class ColumnPieces {
  private values: (AttributeValue | undefined)[] = [];
  private starts: Int32Array = new Int32Array(FIRST_VALUES);
  private sizes: Int32Array = new Int32Array(FIRST_VALUES);
  private words: Int32Array = new Int32Array(FIRST_WORDS);
  private used = 0;
  /** Words of pieces that stand for no value any more. */
  private wasted = 0;

  constructor(
    private readonly column: LabelColumn,
    private readonly field: number,
  ) {}

  /** The number under which a value's piece is found, which is `id` unless there is nothing to write. */
  find(id: number): number {
    const value = this.column.valueOf(id);
    if (value === undefined) return ABSENT;
    return this.values[id] === value ? id : this.take(id, value);
  }

  sizeOf(id: number): number {
    return id === ABSENT ? 0 : (this.sizes[id] as number);
  }

  put(view: DataView, at: number, id: number): number {
    if (id === ABSENT) return at;
    const { words } = this;
    const size = this.sizes[id] as number;
    const start = this.starts[id] as number;
    for (let word = 0; word * 4 < size; word += 1) view.setInt32(at + word * 4, words[start + word] as number, true);
    return at + size;
  }

  private take(id: number, value: AttributeValue): number {
    if (!isSendable(value)) return UNSENDABLE;
    if (this.wasted * 2 > this.used + FIRST_WORDS) this.forget();
    const piece = pieceOf(this.column.key, value, this.field);
    const length = Math.ceil(piece.length / 4);
    if (this.values[id] !== undefined) this.wasted += Math.ceil((this.sizes[id] as number) / 4);
    this.starts = grown(this.starts, id + 1);
    this.sizes = grown(this.sizes, id + 1);
    this.words = grown(this.words, this.used + length);
    const view = paddedView(piece, length);
    for (let word = 0; word < length; word += 1) this.words[this.used + word] = view.getInt32(word * 4, true);
    this.values[id] = value;
    this.starts[id] = this.used;
    this.sizes[id] = piece.length;
    this.used += length;
    return id;
  }

  private forget(): void {
    this.values = [];
    this.used = 0;
    this.wasted = 0;
  }
}

function isSendable(value: AttributeValue): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    default:
      return true;
  }
}

function pieceOf(key: string, value: AttributeValue, field: number): Uint8Array {
  const writer = new ProtobufWriter(64);
  writeKeyValue(writer, field, key, value);
  return writer.finish();
}

function paddedView(bytes: Uint8Array, words: number): DataView {
  const padded = new Uint8Array(words * 4);
  padded.set(bytes);
  return new DataView(padded.buffer);
}

function grown(numbers: Int32Array, length: number): Int32Array {
  if (length <= numbers.length) return numbers;
  const larger = new Int32Array(Math.max(length, Math.ceil(numbers.length * 1.5)));
  larger.set(numbers);
  return larger;
}
