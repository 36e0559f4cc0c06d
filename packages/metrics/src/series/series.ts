import type { AttributeValue, SeriesAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { type AttributeReading, readAttributes, type SeriesValue } from './attribute-reading.js';
import { bornAtZero } from './born-at-zero.js';
import type { Cells } from './cell.js';
import type { LabelColumn } from './label-values.js';
import { Masking } from './masking.js';
import { refuse, refuseClosed, refuseRemoval, reportUnforgettable } from './refusal.js';
import { grown, NO_SLOT, SlotTable } from './slot-table.js';

/** How many combinations of attributes a metric keeps as they come, unless its backend is told otherwise. */
export const DEFAULT_SERIES_LIMIT = 2_000;

/**
 * The series of one metric, which are numbered from 0: when one begins, when it ends, and how many there may be.
 *
 * The number of a series that is there already is found by its {@link SlotTable}: every value in it has been checked when it
 * got there, so the whole check is paid once per series. Never by a joined key: `'a\0' + 'b'` and `'a' + '\0b'` are
 * different series, and so are `1` and `'1'`.
 *
 * At most `limit` combinations are kept as they come; what happens past that is {@link Masking}.
 */
export class Series {
  /** Changes with every reset and removal, and at the end: a slot looked up before may no longer be the one to write to. */
  generation = 0;

  /** The attributes in their declared order, for as long as the metric lives. */
  readonly columns: readonly LabelColumn[];

  /** Which series has which values. */
  readonly table: SlotTable;

  private readonly keys: readonly string[];
  private readonly masking: Masking;
  private isClosed = false;
  private refuseAll = (): void => {};
  /** By slot, which of all series of this metric it is, counted from 1; 0 where there is none. */
  private births = new Int32Array(4);
  private lastBirth = 0;
  /** Whether a younger series always has a greater slot. */
  private isInOrder = true;
  private slotsUsed = 0;
  private readonly freeSlots: number[] = [];

  constructor(
    private readonly definition: Definition,
    private readonly cells: Cells,
    private readonly limit: number,
    private readonly isBornAtZero = true,
  ) {
    this.keys = Object.keys(definition.attributes);
    this.table = new SlotTable(definition);
    this.columns = this.keys.map((key, column) => ({ key, valueOf: (id) => this.table.labels[column]?.values[id] }));
    this.masking = new Masking(definition, this.table, limit);
    this.bearZeros();
  }

  /** How many series there are. */
  get size(): number {
    return this.slotsUsed - this.freeSlots.length;
  }

  /** Whether the limit has been passed since the last reset. */
  get isPastLimit(): boolean {
    return this.masking.hasBegun;
  }

  /** Every series' slot, oldest first. */
  slots(): readonly number[] {
    const births = this.births;
    const slots: number[] = [];
    for (let slot = 0; slot < this.slotsUsed; slot += 1) if (births[slot] !== 0) slots.push(slot);
    return this.isInOrder ? slots : slots.sort((a, b) => this.birthOf(a) - this.birthOf(b));
  }

  /** Which of all series of this metric came last, counted from 1. */
  get youngest(): number {
    return this.lastBirth;
  }

  /** Which of all series of this metric has the slot; 0 where none has it now. */
  birthOf(slot: number): number {
    return this.births[slot] ?? 0;
  }

  /** A series' attributes: a new frozen object each time, as kept they would take three times the memory of its numbers. */
  attributesOf(slot: number): SeriesAttributes {
    const attributes: Record<string, AttributeValue> = {};
    for (let column = 0; column < this.keys.length; column += 1) {
      const value = this.table.valueAt(slot, column);
      if (value !== undefined) attributes[this.keys[column] as string] = value;
    }
    return Object.freeze(attributes);
  }

  /** A series' value of one attribute. */
  valueAt(slot: number, column: number): SeriesValue {
    return this.table.valueAt(slot, column);
  }

  /** Puts the numbers of a series' values into `ids`, which has a place for each column. */
  readIds(slot: number, ids: Int32Array): void {
    this.table.readRow(slot, ids);
  }

  /**
   * The slot of attributes that the table does not find; where they are refused the value is counted, and there is none.
   * A closed backend does not read the attributes: there is one loss to count, and that is the value. Never throws.
   */
  slotOfUnknown(attributes: unknown): number {
    return this.slotOf(this.isClosed ? [] : this.read(attributes));
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
    const found = this.table.slotOf(reading);
    if (found !== NO_SLOT) return found;
    return this.size < this.limit ? this.newSeries(reading) : this.maskedSlot(reading);
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
    this.masking.clear();
    this.table.clear();
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
    const slot = this.table.slotOf(reading);
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
    this.table.remove(slot);
    this.births[slot] = 0;
    this.masking.remove(slot);
    this.freeSlots.push(slot);
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
    this.table.hide(); // so that no look-up finds a slot, and none has to ask whether it may write to it
  }

  private bearZeros(): void {
    if (!this.isBornAtZero) return;
    for (const values of bornAtZero(this.definition, this.limit)) this.cells.write(this.newSeries(values), 0);
  }

  private maskedSlot(reading: readonly SeriesValue[]): number {
    const values = this.masking.mask(reading);
    const found = this.table.slotOf(values);
    if (found !== NO_SLOT) return found;
    const slot = this.newSeries(values);
    this.masking.add(slot);
    return slot;
  }

  private newSeries(values: readonly SeriesValue[]): number {
    const slot = this.newSlot();
    this.table.put(slot, values);
    this.births = grown(this.births, slot + 1);
    this.lastBirth += 1;
    this.births[slot] = this.lastBirth;
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
