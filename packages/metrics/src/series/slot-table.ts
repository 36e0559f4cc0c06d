import type { Definition } from '../declare/definition.js';
import type { SeriesValue } from './attribute-reading.js';
import { LabelValues } from './label-values.js';
import { isGiven, leaveOut, undeclaredKey } from './undeclared.js';

type Given = Readonly<Record<string, SeriesValue>>;

const EMPTY = -1;
const GONE = -2;
const FIRST_SIZE = 64;
const NOTHING: Given = Object.freeze({});

/** So many attributes are read into variables. */
const MOST_WALKED = 6;

/** So far behind its first place a series lies by bad luck once in a million times. */
const FARTHEST = 16;

/** No slot. */
export const NO_SLOT = -1;

/**
 * Finds the slot of an attributes object: the number of the series that has these values.
 *
 * JavaScript gives no hash of a text, and a Map costs 12 to 20 ns for each. So a series is looked for by the lengths and
 * some characters of all its texts together, and what is found there is verified with ===: 10 ns for two attributes.
 * Where too many texts of an attribute are alike in that, a Map numbers them, and their numbers are taken instead.
 *
 * Open addressing, at most one third full, as a branch mispredicted on the way costs more than the place: 12 to 24 bytes
 * per series, and 4 more for each of its values.
 */
export class SlotTable {
  /** The values that there are of each attribute. */
  labels: readonly LabelValues[] = [];

  private readonly keys: readonly string[];
  private readonly width: number;
  private readonly isNarrow: boolean;
  /** The keys of the first two attributes and their values; of one attribute twice the same. */
  private readonly firstKey: string;
  private readonly secondKey: string;
  private firstValues: readonly SeriesValue[] = [];
  private secondValues: readonly SeriesValue[] = [];
  /** By attribute, whether its texts are too much alike. */
  private areAlike: boolean[] = [];
  private areAnyAlike = false;
  /** Slots, where they are looked for: a power of two of places, which `shift` leaves the upper bits of a hash for. */
  private places = new Int32Array(0);
  private shift = 0;
  /** How many places are not empty: taken, or taken once. */
  private filled = 0;
  /** By slot, the numbers of its values. */
  private rows = new Int32Array(0);
  /** The slot of a metric without attributes. */
  private bare = NO_SLOT;

  constructor(private readonly definition: Definition) {
    this.keys = Object.keys(definition.attributes);
    this.width = this.keys.length;
    this.isNarrow = this.width === 1 || this.width === 2;
    this.firstKey = this.keys[0] ?? '';
    this.secondKey = this.keys[1] ?? this.firstKey;
    this.clear();
  }

  /**
   * The slot of these attributes, or {@link NO_SLOT} where there is none yet, or they are no attributes or cannot be read.
   * What is not declared is left out, and counted. Never throws.
   */
  find(attributes: unknown): number {
    try {
      return this.isNarrow && typeof attributes === 'object' && attributes !== null
        ? this.walkTwo(attributes as Given)
        : this.walk(attributes);
    } catch {
      return NO_SLOT; // a getter or a proxy of the app; reading it again says what it threw
    }
  }

  /**
   * One loop looks for what is not declared and reads in passing what is: by the loop's own key, which costs a fraction
   * of another and the same for every metric of a program. The values wait in variables, as looking them up costs twice
   * as much within the loop.
   */
  private walkTwo(given: Given): number {
    const { firstKey, secondKey } = this;
    let a: SeriesValue;
    let b: SeriesValue;
    let undeclared: string | undefined;
    for (const key in given) {
      if (key === firstKey) a = given[key];
      else if (key === secondKey) b = given[key];
      else if (undeclared === undefined && isGiven(given, key)) undeclared = key;
    }
    if (a === undefined) a = given[firstKey]; // absent, or not to be enumerated
    if (this.width === 1) b = a;
    else if (b === undefined) b = given[secondKey];
    const areTexts = typeof a === 'string' && typeof b === 'string' && a.length > 1 && b.length > 1;
    const slot = areTexts && !this.areAnyAlike ? this.findTexts(a as string, b as string) : this.findTwo(a, b);
    return undeclared === undefined ? slot : this.counted(slot, undeclared);
  }

  private walk(attributes: unknown): number {
    if (attributes !== undefined && (typeof attributes !== 'object' || attributes === null)) return NO_SLOT;
    const given = (attributes ?? NOTHING) as Given;
    const { width } = this;
    if (width === 0)
      return given === NOTHING ? this.bare : this.counted(this.bare, undeclaredKey(this.definition, given));
    if (this.isNarrow) return this.walkTwo(given);
    return width <= MOST_WALKED ? this.walkSix(given) : this.walkMany(given);
  }

  private counted(slot: number, undeclared: string | undefined): number {
    if (undeclared !== undefined && slot !== NO_SLOT) leaveOut(this.definition, undeclared);
    return slot;
  }

  /** Written out, for texts alone: where === sees nothing but texts, it costs a third. */
  private findTexts(a: string, b: string): number {
    const { places, rows, width, firstValues, secondValues } = this;
    let place = mixed(codeOfText(a), codeOfText(b)) >>> this.shift;
    for (;;) {
      const slot = places[place]!;
      if (slot >= 0) {
        const at = slot * width;
        if (firstValues[rows[at]!] === a && secondValues[rows[at + width - 1]!] === b) return slot;
      } else if (slot === EMPTY) return NO_SLOT;
      place = (place + 1) & (places.length - 1);
    }
  }

  private findTwo(a: SeriesValue, b: SeriesValue): number {
    const { places, rows, width } = this;
    const last = width - 1;
    let place = mixed(this.codeOf(0, a), this.codeOf(last, b)) >>> this.shift;
    for (;;) {
      const slot = places[place]!;
      if (slot >= 0) {
        const at = slot * width;
        if (this.isValue(0, rows[at]!, a) && this.isValue(last, rows[at + last]!, b)) return slot;
      } else if (slot === EMPTY) return NO_SLOT;
      place = (place + 1) & (places.length - 1);
    }
  }

  /** The same for three to six attributes, most often in their order with some of them absent. */
  private walkSix(given: Given): number {
    const { keys } = this;
    let a: SeriesValue;
    let b: SeriesValue;
    let c: SeriesValue;
    let d: SeriesValue;
    let e: SeriesValue;
    let f: SeriesValue;
    let next = 0;
    let read = 0;
    let undeclared: string | undefined;
    for (const key in given) {
      const column = key === keys[next] ? next : keys.indexOf(key);
      if (column < 0) {
        if (undeclared === undefined && isGiven(given, key)) undeclared = key;
        continue;
      }
      const value = given[key];
      if (column === 0) a = value;
      else if (column === 1) b = value;
      else if (column === 2) c = value;
      else if (column === 3) d = value;
      else if (column === 4) e = value;
      else f = value;
      next = column + 1;
      read += 1;
    }
    if (read !== keys.length) {
      a ??= given[keys[0]!];
      b ??= given[keys[1]!];
      c ??= given[keys[2]!];
      if (keys.length > 3) d ??= given[keys[3]!];
      if (keys.length > 4) e ??= given[keys[4]!];
      if (keys.length > 5) f ??= given[keys[5]!];
    }
    return this.counted(this.findSix(a, b, c, d, e, f), undeclared);
  }

  private findSix(
    a: SeriesValue,
    b: SeriesValue,
    c: SeriesValue,
    d: SeriesValue,
    e: SeriesValue,
    f: SeriesValue,
  ): number {
    const { places, rows, width } = this;
    let hash = mixed(mixed(this.codeOf(0, a), this.codeOf(1, b)), this.codeOf(2, c));
    if (width > 3) hash = mixed(hash, this.codeOf(3, d));
    if (width > 4) hash = mixed(hash, this.codeOf(4, e));
    if (width > 5) hash = mixed(hash, this.codeOf(5, f));
    let place = hash >>> this.shift;
    for (;;) {
      const slot = places[place]!;
      if (slot >= 0) {
        const at = slot * width;
        if (
          this.isValue(0, rows[at]!, a) &&
          this.isValue(1, rows[at + 1]!, b) &&
          this.isValue(2, rows[at + 2]!, c) &&
          (width < 4 || this.isValue(3, rows[at + 3]!, d)) &&
          (width < 5 || this.isValue(4, rows[at + 4]!, e)) &&
          (width < 6 || this.isValue(5, rows[at + 5]!, f))
        )
          return slot;
      } else if (slot === EMPTY) return NO_SLOT;
      place = (place + 1) & (places.length - 1);
    }
  }

  /** The same for any number of attributes in any order. */
  private walkMany(given: Given): number {
    const values = this.keys.map((key) => given[key]);
    return this.counted(this.slotOf(values), undeclaredKey(this.definition, given));
  }

  /** The slot of the series that has these values, or {@link NO_SLOT}. */
  slotOf(values: readonly SeriesValue[]): number {
    if (this.width === 0) return this.bare;
    const { places } = this;
    let place = this.firstPlace(values);
    for (;;) {
      const slot = places[place]!;
      if (slot >= 0) {
        if (this.keys.every((_, column) => this.valueAt(slot, column) === values[column])) return slot;
      } else if (slot === EMPTY) return NO_SLOT;
      place = (place + 1) & (places.length - 1);
    }
  }

  valueAt(slot: number, column: number): SeriesValue {
    return this.labels[column]?.values[this.rows[slot * this.width + column] as number];
  }

  /** Puts the numbers of a series' values into `ids`, which has a place for each attribute. */
  readRow(slot: number, ids: Int32Array): void {
    const { rows, width } = this;
    const at = slot * width;
    for (let column = 0; column < width; column += 1) ids[column] = rows[at + column] as number;
  }

  /** Puts a series that is not there yet. */
  put(slot: number, values: readonly SeriesValue[]): void {
    const { width } = this;
    this.rows = grown(this.rows, (slot + 1) * width);
    this.labels.forEach((label, column) => {
      this.rows[slot * width + column] = label.take(values[column]);
    });
    if (width === 0) this.bare = slot;
    else if ((this.filled + 1) * 3 > this.places.length || !this.place(slot)) this.rebuild([...this.slots(), slot]);
  }

  /** Takes a series out; its row may be written over from now on. */
  remove(slot: number): void {
    this.bare = NO_SLOT;
    const { places, rows, width } = this;
    let place = this.firstPlace(this.valuesOf(slot));
    while (places[place] !== slot && places[place] !== EMPTY) place = (place + 1) & (places.length - 1);
    if (places[place] === slot) places[place] = GONE;
    this.labels.forEach((label, column) => label.release(rows[slot * width + column] as number));
  }

  /** Forgets every series. */
  clear(): void {
    this.labels = this.keys.map(() => new LabelValues());
    this.firstValues = this.labels[0]?.values ?? [];
    this.secondValues = this.labels[1]?.values ?? this.firstValues;
    this.areAlike = this.keys.map(() => false);
    this.areAnyAlike = false;
    this.rows = new Int32Array(this.width * 4);
    this.bare = NO_SLOT;
    this.empty(FIRST_SIZE);
  }

  /** Finds nothing any more; what there is can still be read. */
  hide(): void {
    this.bare = NO_SLOT;
    this.empty(FIRST_SIZE);
  }

  private empty(size: number): void {
    this.places = new Int32Array(size).fill(EMPTY);
    this.shift = 32 - Math.log2(size);
    this.filled = 0;
  }

  private slots(): Int32Array {
    return this.places.filter((slot) => slot >= 0);
  }

  private rebuild(slots: readonly number[]): void {
    let size = FIRST_SIZE;
    while ((slots.length + 1) * 3 > size) size *= 2;
    this.empty(size);
    if (slots.every((slot) => this.place(slot))) return;
    this.giveUpTexts();
    this.rebuild(slots);
  }

  /** @returns false where all that is left is too far away, and there are texts to blame */
  private place(slot: number): boolean {
    const { places } = this;
    let place = this.firstPlace(this.valuesOf(slot));
    let steps = 0;
    while (places[place] !== EMPTY) {
      place = (place + 1) & (places.length - 1);
      steps += 1;
    }
    if (steps > FARTHEST && this.areAlike.includes(false)) return false;
    places[place] = slot;
    this.filled += 1;
    return true;
  }

  /** Has the texts numbered of the attribute that has most which are alike. */
  private giveUpTexts(): void {
    const excess = this.labels.map((label, column) => (this.areAlike[column] ? -1 : label.size - codesOf(label).size));
    this.areAlike[excess.indexOf(Math.max(...excess))] = true;
    this.areAnyAlike = true;
  }

  private valuesOf(slot: number): readonly SeriesValue[] {
    return this.keys.map((_, column) => this.valueAt(slot, column));
  }

  private firstPlace(values: readonly SeriesValue[]): number {
    const { width } = this;
    if (width === 0) return 0;
    let hash = this.codeOf(0, values[0]);
    if (width === 1) hash = mixed(hash, hash); // as the only attribute is looked for twice
    for (let column = 1; column < width; column += 1) hash = mixed(hash, this.codeOf(column, values[column]));
    return hash >>> this.shift;
  }

  private codeOf(column: number, value: SeriesValue): number {
    return this.areAlike[column] ? (this.labels[column]!.idOf(value) ?? -1) : codeOf(value);
  }

  private isValue(column: number, id: number, value: SeriesValue): boolean {
    return this.labels[column]!.values[id] === value;
  }
}

function codesOf(label: LabelValues): ReadonlySet<number> {
  return new Set(Array.from(label.all(), codeOf));
}

/*
 * What is computed of values is in whole numbers of 32 bits: a sum that may be greater is a number on the heap.
 */

function codeOf(value: SeriesValue): number {
  if (typeof value === 'string') return value.length > 1 ? codeOfText(value) : value.length;
  if (typeof value === 'number') return value | 0;
  return value === undefined ? 2 : value ? 3 : 4;
}

/** Of two characters at least. Numbered texts differ at their end, most others at their beginning or in length. */
function codeOfText(text: string): number {
  const last = text.length - 1;
  return text.charCodeAt(last) ^ (text.charCodeAt(last - 1) << 7) ^ (text.charCodeAt(0) << 14) ^ (last << 21);
}

function mixed(hash: number, code: number): number {
  return Math.imul(hash, 0x85ebca6b) ^ Math.imul(code, 0x9e3779b1);
}

/** The same numbers with room for `length`, and for half as many more. */
export function grown<A extends Int32Array | Float64Array>(numbers: A, length: number): A {
  if (length <= numbers.length) return numbers;
  const room = Math.max(length, Math.ceil(numbers.length * 1.5));
  const larger = (numbers instanceof Int32Array ? new Int32Array(room) : new Float64Array(room)) as A;
  larger.set(numbers);
  return larger;
}
