import { report } from '@portcall/core';
import { type AttributeValue, OTHER, type SeriesAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { type AttributeReading, readAttributes, type SeriesValue } from './attribute-reading.js';
import { bornAtZero } from './born-at-zero.js';
import type { Cells } from './cell.js';
import { type LabelColumn, LabelValues, UNKNOWN } from './label-values.js';
import { refuse, refuseClosed, refuseRemoval, reportUnforgettable } from './refusal.js';
import { grown, mixed, NO_SLOT, SlotTable } from './slot-table.js';
import { isGiven, leaveOut } from './undeclared.js';

/** So many attributes are read into variables. */
const MOST_WALKED = 6;

const NOTHING = Object.freeze({});

/** How many combinations of attributes a metric keeps as they come, unless its backend is told otherwise. */
export const DEFAULT_SERIES_LIMIT = 2_000;

/**
 * The series of one metric: from an attributes object to the number of its series, which counts from 0.
 *
 * Each attribute's values are numbered, and a series is found by its row of numbers; never by a joined key: `'a\0' + 'b'`
 * and `'a' + '\0b'` are different series, and so are `1` and `'1'`. A value that is found has been checked before, so the
 * whole check is paid once per series.
 *
 * At most `limit` combinations are kept as they come. Past that the value of the attribute with the most values becomes
 * `_other`, closed sets last; the other attributes stay, and what is absent stays absent. When room for series with some
 * attributes masked runs out, all that are present are masked; a place is reserved for each way in which optional ones may
 * be absent. So a metric has at most 2 × limit + 1 series, whatever the app does.
 */
export class Series {
  /** Changes with every reset and removal, and at the end: a slot looked up before may no longer be the one to write to. */
  generation = 0;

  /** The attributes in their declared order, for as long as the metric lives. */
  readonly columns: readonly LabelColumn[];

  private readonly keys: readonly string[];
  /** Places for series whose present attributes are all masked. */
  private readonly reserved: number;
  private isClosed = false;
  private refuseAll = (): void => {};
  private maskOrder: readonly number[] = [];
  private labels: readonly LabelValues[] = [];
  private table = new SlotTable(0);
  /** The row that is being looked up. */
  private readonly row: Int32Array;
  /** Look-ups so far, within 32 bits. */
  private visits = 0;
  /** The slot of a metric without attributes. */
  private bare = NO_SLOT;
  /** By slot, which of all series of this metric it is, counted from 1; 0 where there is none. */
  private births = new Int32Array(4);
  private lastBirth = 0;
  /** Whether a younger series always has a greater slot. */
  private isInOrder = true;
  private slotsUsed = 0;
  private readonly freeSlots: number[] = [];
  private readonly masked = new Set<number>();

  constructor(
    private readonly definition: Definition,
    private readonly cells: Cells,
    private readonly limit: number,
    private readonly isBornAtZero = true,
  ) {
    this.keys = Object.keys(definition.attributes);
    this.row = new Int32Array(this.keys.length);
    this.columns = this.keys.map((key, column) => ({ key, valueOf: (id) => this.labels[column]?.valueOf(id) }));
    const optional = Object.values(definition.attributes).filter((kind) => kind.optional).length;
    this.reserved = Math.min(2 ** optional, limit);
    this.forgetRows();
    this.bearZeros();
  }

  /** How many series there are. */
  get size(): number {
    return this.slotsUsed - this.freeSlots.length;
  }

  /** Whether the limit has been passed since the last reset. */
  get isPastLimit(): boolean {
    return this.maskOrder.length > 0;
  }

  /** Every series' slot, oldest first. */
  slots(): readonly number[] {
    const births = this.births;
    const slots: number[] = [];
    for (let slot = 0; slot < this.slotsUsed; slot += 1) if (births[slot] !== 0) slots.push(slot);
    return this.isInOrder ? slots : slots.sort((a, b) => this.birthOf(a) - this.birthOf(b));
  }

  /** Which of all series of this metric has the slot; 0 where none has it now. */
  birthOf(slot: number): number {
    return this.births[slot] ?? 0;
  }

  /** A series' attributes: a new frozen object each time, as kept they would take three times the memory of its numbers. */
  attributesOf(slot: number): SeriesAttributes {
    const attributes: Record<string, AttributeValue> = {};
    for (let column = 0; column < this.keys.length; column += 1) {
      const value = this.valueAt(slot, column);
      if (value !== undefined) attributes[this.keys[column] as string] = value;
    }
    return Object.freeze(attributes);
  }

  /** A series' value of one attribute. */
  valueAt(slot: number, column: number): SeriesValue {
    return this.labels[column]?.valueOf(this.table.at(slot, column));
  }

  /** Puts the numbers of a series' values into `ids`, which has a place for each column. */
  readIds(slot: number, ids: Int32Array): void {
    this.table.readRow(slot, ids);
  }

  /** The slot of these attributes; where they are refused the value is counted, and there is none. Never throws. */
  at(attributes: unknown): number {
    const slot = this.known(attributes);
    return slot === NO_SLOT ? this.missed(attributes) : slot;
  }

  /** Attributes in the order in which this metric keeps them, whatever the order in which a catalog declares them. */
  read(attributes: unknown): AttributeReading {
    return readAttributes(this.definition, attributes);
  }

  /** The slot of attributes that were read before; where they are refused the value is counted, and there is none. */
  slotOf(reading: AttributeReading): number {
    if (this.isClosed) {
      this.refuseAll();
      return NO_SLOT;
    }
    if (typeof reading === 'function') {
      refuse(this.definition.name, reading);
      return NO_SLOT;
    }
    const found = this.find(reading);
    if (found !== NO_SLOT) return found;
    return this.size < this.limit ? this.newSeries(reading) : this.maskedSlot([...reading]);
  }

  /** Forgets every series. */
  reset(): void {
    this.clear();
    if (!this.isClosed) this.bearZeros();
  }

  /** Forgets every series, the zeros that counters are born with too. */
  clear(): void {
    this.generation += 1;
    for (const slot of this.slots()) this.cells.end(slot);
    this.births.fill(0);
    this.slotsUsed = 0;
    this.freeSlots.length = 0;
    this.isInOrder = true;
    this.masked.clear();
    this.maskOrder = [];
    this.forgetRows();
  }

  /**
   * Forgets the series of these attributes, and frees its place and its values; where there is no such series, nothing.
   * Attributes that no series can have are counted. Once closed it keeps what it has. Never throws.
   */
  remove(attributes: unknown): void {
    if (this.isClosed || !this.canForget()) return;
    const reading = this.read(attributes);
    if (typeof reading === 'function') {
      refuseRemoval(this.definition.name, reading);
      return;
    }
    const slot = this.find(reading);
    if (slot !== NO_SLOT) this.end(slot);
  }

  /** Forgets every series as {@link reset} does. Once closed it keeps what it has. Never throws. */
  removeAll(): void {
    if (!this.isClosed && this.canForget()) this.reset();
  }

  private canForget(): boolean {
    if (this.cells.isUnforgettable !== true) return true;
    reportUnforgettable(this.definition.name);
    return false;
  }

  private end(slot: number): void {
    this.generation += 1;
    this.cells.end(slot);
    this.labels.forEach((label, column) => label.release(this.table.at(slot, column)));
    this.table.remove(slot);
    this.births[slot] = 0;
    this.masked.delete(slot);
    this.freeSlots.push(slot);
    this.bare = NO_SLOT;
  }

  /**
   * Takes nothing more, and counts what comes. What is kept can still be read.
   * @param refuseAll counts a value that comes
   */
  close(refuseAll = (): void => refuseClosed(this.definition.name)): void {
    if (this.isClosed) return;
    this.refuseAll = refuseAll;
    this.generation += 1;
    this.isClosed = true;
    this.bare = NO_SLOT;
    this.table.hide(); // so that no look-up finds a slot, and none has to ask whether it may write to it
  }

  private bearZeros(): void {
    if (!this.isBornAtZero) return;
    for (const values of bornAtZero(this.definition, this.limit)) this.cells.write(this.newSeries(values), 0);
  }

  private forgetRows(): void {
    this.table = new SlotTable(this.keys.length);
    this.labels = this.keys.map(() => new LabelValues());
    this.bare = NO_SLOT;
  }

  /** The fast path: every declared attribute has a known value. */
  private known(attributes: unknown): number {
    try {
      return this.walk(attributes);
    } catch {
      return NO_SLOT; // a getter or a proxy of the app; reading it again says what it threw
    }
  }

  /** A closed backend does not read the attributes: there is one loss to count, and that is the value. */
  private missed(attributes: unknown): number {
    return this.slotOf(this.isClosed ? [] : this.read(attributes));
  }

  /**
   * One loop looks for what is not declared and reads in passing what is: by the loop's own key, which costs a fraction
   * of another and the same for every metric of a program. The values wait in variables, as the look-ups themselves cost
   * twice as much within the loop: 20 to 24 ns against 28 to 38 for two attributes.
   */
  private walk(attributes: unknown): number {
    const { length } = this.keys;
    if (length === 0) return attributes === undefined ? this.bare : NO_SLOT;
    if (typeof attributes !== 'object' || attributes === null) return this.stroll(attributes);
    const given = attributes as Readonly<Record<string, SeriesValue>>;
    return length <= 2 ? this.walkTwo(given) : this.walkMore(given);
  }

  /** Written out, as most metrics have one or two attributes: short enough to become part of its caller. */
  private walkTwo(given: Readonly<Record<string, SeriesValue>>): number {
    const { keys, labels } = this;
    const width = keys.length;
    let a: SeriesValue;
    let b: SeriesValue;
    let read = 0;
    for (const key in given) {
      if (read === width || key !== keys[read]) return this.stroll(given);
      if (read === 0) a = given[key];
      else b = given[key];
      read += 1;
    }
    if (read !== width) return this.stroll(given);
    const visit = this.newVisit();
    const first = (labels[0] as LabelValues).idOf(a, visit);
    if (first === UNKNOWN) return NO_SLOT;
    if (width === 1) return this.table.findOne(first);
    const second = (labels[1] as LabelValues).idOf(b, visit);
    return second === UNKNOWN ? NO_SLOT : this.table.findTwo(first, second);
  }

  private walkMore(given: Readonly<Record<string, SeriesValue>>): number {
    const { keys, labels, row } = this;
    const width = keys.length;
    let a: SeriesValue;
    let b: SeriesValue;
    let c: SeriesValue;
    let d: SeriesValue;
    let e: SeriesValue;
    let f: SeriesValue;
    let read = 0;
    for (const key in given) {
      if (read === width || read === MOST_WALKED || key !== keys[read]) return this.stroll(given);
      const value = given[key];
      if (read === 0) a = value;
      else if (read === 1) b = value;
      else if (read === 2) c = value;
      else if (read === 3) d = value;
      else if (read === 4) e = value;
      else f = value;
      read += 1;
    }
    if (read !== width) return this.stroll(given);
    const visit = this.newVisit();
    const first = (labels[0] as LabelValues).idOf(a, visit);
    if (first === UNKNOWN) return NO_SLOT;
    row[0] = first;
    let hash = mixed(0, first);
    const second = (labels[1] as LabelValues).idOf(b, visit);
    if (second === UNKNOWN) return NO_SLOT;
    row[1] = second;
    hash = mixed(hash, second);
    const third = (labels[2] as LabelValues).idOf(c, visit);
    if (third === UNKNOWN) return NO_SLOT;
    row[2] = third;
    hash = mixed(hash, third);
    if (width > 3) {
      const id = (labels[3] as LabelValues).idOf(d, visit);
      if (id === UNKNOWN) return NO_SLOT;
      row[3] = id;
      hash = mixed(hash, id);
    }
    if (width > 4) {
      const id = (labels[4] as LabelValues).idOf(e, visit);
      if (id === UNKNOWN) return NO_SLOT;
      row[4] = id;
      hash = mixed(hash, id);
    }
    if (width > 5) {
      const id = (labels[5] as LabelValues).idOf(f, visit);
      if (id === UNKNOWN) return NO_SLOT;
      row[5] = id;
      hash = mixed(hash, id);
    }
    return this.table.find(row, hash);
  }

  /** The same for objects in any order, with absent attributes, or more than a few. */
  private stroll(attributes: unknown): number {
    const { keys, labels, row } = this;
    if (attributes !== undefined && (typeof attributes !== 'object' || attributes === null)) return NO_SLOT;
    const given = (attributes ?? NOTHING) as Readonly<Record<string, SeriesValue>>;
    const visit = this.newVisit();
    let hash = 0;
    let depth = 0;
    let undeclared: string | undefined;
    for (const key in given) {
      if (depth < keys.length && key === keys[depth]) {
        const id = (labels[depth] as LabelValues).idOf(given[key], visit);
        if (id === UNKNOWN) return NO_SLOT;
        row[depth] = id;
        hash = mixed(hash, id);
        depth += 1;
      } else if (!keys.includes(key) && isGiven(given, key)) {
        undeclared = key;
        break;
      }
    }
    // The rest is absent, in another order, or not to be enumerated.
    for (; depth < keys.length; depth += 1) {
      const id = (labels[depth] as LabelValues).idOf(given[keys[depth] as string], visit);
      if (id === UNKNOWN) return NO_SLOT;
      row[depth] = id;
      hash = mixed(hash, id);
    }
    if (this.visits !== visit) return NO_SLOT; // a getter of the app has recorded too, over this row
    const slot = this.table.find(row, hash);
    if (undeclared !== undefined && slot !== NO_SLOT) leaveOut(this.definition, undeclared);
    return slot;
  }

  private newVisit(): number {
    this.visits = (this.visits + 1) | 0;
    return this.visits;
  }

  private find(values: readonly SeriesValue[]): number {
    let hash = 0;
    for (const [column, label] of this.labels.entries()) {
      const id = label.idOf(values[column], this.visits);
      if (id === UNKNOWN) return NO_SLOT;
      this.row[column] = id;
      hash = mixed(hash, id);
    }
    return this.table.find(this.row, hash);
  }

  /** Masks one attribute after the other until the series exists or there is room for it. */
  private maskedSlot(values: SeriesValue[]): number {
    if (this.maskOrder.length === 0) this.maskOrder = this.explosiveFirst();
    const exploding = this.keys[this.maskOrder[0] as number] as string;
    report({
      key: 'record.series_limit',
      about: this.definition.name,
      message: () =>
        `${this.definition.name}: more than ${this.limit} series, most of them by attribute ${exploding}, whose further ` +
        `values are recorded as ${OTHER}; declare fewer values, or raise the backend's seriesLimit`,
    });
    for (const index of this.maskOrder) {
      if (values[index] === undefined) continue;
      values[index] = OTHER;
      const found = this.find(values);
      if (found !== NO_SLOT) return found;
      if (this.masked.size < this.limit - this.reserved) break;
    }
    // Only where there are more ways to be absent than places.
    if (this.masked.size >= this.limit) values.fill(OTHER);
    const found = this.find(values);
    return found === NO_SLOT ? this.newMaskedSeries(values) : found;
  }

  private newMaskedSeries(values: readonly SeriesValue[]): number {
    const slot = this.newSeries(values);
    this.masked.add(slot);
    return slot;
  }

  private explosiveFirst(): readonly number[] {
    const kinds = Object.values(this.definition.attributes);
    const isClosed = (index: number): number => (kinds[index]?.values === undefined ? 0 : 1);
    const values = (index: number): number => this.labels[index]?.size ?? 0;
    return [...this.keys.keys()].sort((a, b) => isClosed(a) - isClosed(b) || values(b) - values(a));
  }

  private newSeries(values: readonly SeriesValue[]): number {
    const slot = this.newSlot();
    this.labels.forEach((label, column) => {
      this.row[column] = label.take(values[column]);
    });
    this.table.put(slot, this.row);
    this.births = grown(this.births, slot + 1);
    this.lastBirth += 1;
    this.births[slot] = this.lastBirth;
    if (this.keys.length === 0) this.bare = slot;
    this.cells.begin(slot, () => this.attributesOf(slot));
    return slot;
  }

  private newSlot(): number {
    const free = this.freeSlots.pop();
    if (free !== undefined) {
      this.isInOrder = false;
      return free;
    }
    this.slotsUsed += 1;
    return this.slotsUsed - 1;
  }
}
