const EMPTY = -1;
const GONE = -2;
const FIRST_SIZE = 64;

/** No slot. */
export const NO_SLOT = -1;

/**
 * Finds the slot of a row of whole numbers, which stand for a series' attribute values. Open addressing, at most one
 * third full, as a branch mispredicted on the way costs more than the place: 12 to 24 bytes per series.
 */
export class SlotTable {
  private table = new Int32Array(FIRST_SIZE).fill(EMPTY);
  private mask = FIRST_SIZE - 1;
  /** Places that are not empty: taken, or taken once. */
  private filled = 0;
  private rows: Int32Array;

  constructor(private readonly width: number) {
    this.rows = new Int32Array(width * 4);
  }

  /** @param hash of `row`, by {@link mixed} over its numbers */
  find(row: Int32Array, hash: number): number {
    const { table, mask, rows, width } = this;
    let place = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const slot = table[place] as number;
      if (slot === EMPTY) return NO_SLOT;
      if (slot >= 0) {
        const at = slot * width;
        let column = 0;
        while (column < width && rows[at + column] === row[column]) column += 1;
        if (column === width) return slot;
      }
      place = (place + 1) & mask;
    }
  }

  /** As {@link find} for rows of one number. */
  findOne(id: number): number {
    const { table, mask, rows } = this;
    const hash = mixed(0, id);
    let place = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const slot = table[place] as number;
      if (slot === EMPTY) return NO_SLOT;
      if (slot >= 0 && rows[slot] === id) return slot;
      place = (place + 1) & mask;
    }
  }

  /** As {@link find} for rows of two numbers: nothing is put down in between, which saves 6 ns. */
  findTwo(a: number, b: number): number {
    const { table, mask, rows } = this;
    const hash = mixed(mixed(0, a), b);
    let place = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const slot = table[place] as number;
      if (slot === EMPTY) return NO_SLOT;
      if (slot >= 0 && rows[slot * 2] === a && rows[slot * 2 + 1] === b) return slot;
      place = (place + 1) & mask;
    }
  }

  at(slot: number, column: number): number {
    return this.rows[slot * this.width + column] as number;
  }

  readRow(slot: number, row: Int32Array): void {
    const { rows, width } = this;
    const at = slot * width;
    for (let column = 0; column < width; column += 1) row[column] = rows[at + column] as number;
  }

  /** Puts a row that is not there yet. */
  put(slot: number, row: Int32Array): void {
    this.rows = grown(this.rows, (slot + 1) * this.width);
    this.rows.set(row, slot * this.width);
    if ((this.filled + 1) * 3 > this.mask + 1) this.rehash();
    this.place(slot);
  }

  remove(slot: number): void {
    const place = this.table.indexOf(slot);
    if (place >= 0) this.table[place] = GONE;
  }

  /** Finds nothing any more; the rows stay. */
  hide(): void {
    this.table = new Int32Array(1).fill(EMPTY);
    this.mask = 0;
  }

  private place(slot: number): void {
    const hash = this.hashAt(slot);
    let place = (hash ^ (hash >>> 15)) & this.mask;
    while (this.table[place] !== EMPTY) place = (place + 1) & this.mask;
    this.table[place] = slot;
    this.filled += 1;
  }

  private rehash(): void {
    const slots = this.table.filter((slot) => slot >= 0);
    let size = FIRST_SIZE;
    while ((slots.length + 1) * 3 > size) size *= 2;
    this.table = new Int32Array(size).fill(EMPTY);
    this.mask = size - 1;
    this.filled = 0;
    for (const slot of slots) this.place(slot);
  }

  private hashAt(slot: number): number {
    let hash = 0;
    for (let column = 0; column < this.width; column += 1) hash = mixed(hash, this.at(slot, column));
    return hash;
  }
}

export function mixed(hash: number, id: number): number {
  return Math.imul(hash ^ id, 0x9e3779b1);
}

/** The same numbers with room for `length`, and for half as many more. */
export function grown<A extends Int32Array | Float64Array>(numbers: A, length: number): A {
  if (length <= numbers.length) return numbers;
  const room = Math.max(length, Math.ceil(numbers.length * 1.5));
  const larger = (numbers instanceof Int32Array ? new Int32Array(room) : new Float64Array(room)) as A;
  larger.set(numbers);
  return larger;
}
