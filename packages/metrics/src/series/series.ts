import { report } from '@portcall/core';
import { OTHER, type SeriesAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { type AttributeReading, readAttributes, type SeriesValue } from './attribute-reading.js';
import type { Cell, MakeCell } from './cell.js';
import { ClosedCell, RefusingCell } from './refusal.js';
import { isGiven, leaveOut } from './undeclared.js';

type Level<C> = Map<SeriesValue, Level<C> | C>;

const NOTHING = Object.freeze({});

/** How many combinations of attributes a metric keeps as they come, unless its backend is told otherwise. */
export const DEFAULT_SERIES_LIMIT = 2_000;

/**
 * The series of one metric: from an attributes object to the cell that keeps its numbers.
 *
 * One Map per declared attribute and never a joined key: `'a\0' + 'b'` and `'a' + '\0b'` are different series, and so
 * are `1` and `'1'`. A value that is found has been checked before, so the whole check is paid once per series.
 *
 * At most `limit` combinations are kept as they come. Past that the value of the attribute with the most values becomes
 * `_other`, closed sets last; the other attributes stay, and what is absent stays absent. When room for series with some
 * attributes masked runs out, all that are present are masked; a place is reserved for each way in which optional ones may
 * be absent. So a metric has at most 2 × limit + 1 series, whatever the app does.
 */
export class Series<C extends Cell> {
  /** Changes with every reset and at the end: a cell looked up before is no longer the one to write to. */
  generation = 0;
  /** How often every series was forgotten. */
  resets = 0;

  private readonly keys: readonly string[];
  /** Places for series whose present attributes are all masked. */
  private readonly reserved: number;
  // A metric without attributes has one cell, kept under the key undefined.
  private root: Level<C> = new Map();
  private kept: C[] = [];
  private masked = 0;
  private distinct: readonly Set<SeriesValue>[] = [];
  private maskOrder: readonly number[] = [];
  /** Set once nothing is taken any more: where everything goes then. */
  private closed: Cell | undefined;

  constructor(
    private readonly definition: Definition,
    private readonly makeCell: MakeCell<C>,
    private readonly limit: number,
  ) {
    this.keys = Object.keys(definition.attributes);
    const optional = Object.values(definition.attributes).filter((kind) => kind.optional).length;
    this.reserved = Math.min(2 ** optional, limit);
    this.start();
  }

  /** Every series' cell, oldest first. */
  get cells(): readonly C[] {
    return this.kept;
  }

  /** Whether the limit has been passed since the last reset. */
  get isPastLimit(): boolean {
    return this.maskOrder.length > 0;
  }

  /** The cell of these attributes, or one that refuses and counts what it is given. Never throws. */
  at(attributes: unknown): Cell {
    return this.known(attributes) ?? this.closed ?? this.cellOf(this.read(attributes));
  }

  /** Attributes in the order in which this metric keeps them, whatever the order in which a catalog declares them. */
  read(attributes: unknown): AttributeReading {
    return readAttributes(this.definition, attributes);
  }

  /** The cell of attributes that were read before, or one that refuses and counts what it is given. */
  cellOf(reading: AttributeReading): Cell {
    if (this.closed !== undefined) return this.closed;
    if (typeof reading === 'function') return new RefusingCell(this.definition.name, reading);
    return (
      this.find(reading) ?? (this.kept.length < this.limit ? this.newCell(reading) : this.maskedCell([...reading]))
    );
  }

  /** Forgets every series. */
  reset(): void {
    this.generation += 1;
    this.resets += 1;
    this.start();
  }

  /** Takes nothing more, and counts what comes. What is kept can still be read. */
  close(): void {
    this.generation += 1;
    this.root = new Map(); // so that no look-up finds a cell, and none has to ask whether it may write to it
    this.closed = new ClosedCell(this.definition.name);
  }

  private start(): void {
    this.root = new Map();
    this.kept = [];
    this.masked = 0;
    this.distinct = this.keys.map(() => new Set<SeriesValue>());
    this.maskOrder = [];
    if (this.closed !== undefined) return;
    for (const values of bornAtZero(this.definition, this.limit)) this.newCell(values).write(0);
  }

  /** The fast path: every declared attribute has a known value. */
  private known(attributes: unknown): C | undefined {
    try {
      return this.walk(attributes);
    } catch {
      return undefined; // a getter or a proxy of the app; reading it again says what it threw
    }
  }

  /**
   * Walks within the loop that looks for what is not declared, as far as the object has the catalog's order: reading by
   * the loop's own key costs a fraction of reading by another.
   */
  private walk(attributes: unknown): C | undefined {
    const keys = this.keys;
    if (keys.length === 0) return attributes === undefined ? (this.root.get(undefined) as C | undefined) : undefined;
    if (attributes !== undefined && (typeof attributes !== 'object' || attributes === null)) return undefined;
    const given = (attributes ?? NOTHING) as Readonly<Record<string, SeriesValue>>;
    let node: Level<C> | C | undefined = this.root;
    let depth = 0;
    let undeclared: string | undefined;
    for (const key in given) {
      if (key === keys[depth]) {
        node = (node as Level<C>).get(given[key]);
        if (node === undefined) return undefined;
        depth += 1;
      } else if (!keys.includes(key) && isGiven(given, key)) {
        undeclared = key;
        break;
      }
    }
    // The rest is absent, in another order, or not to be enumerated.
    for (; depth < keys.length; depth += 1) {
      node = (node as Level<C>).get(given[keys[depth] as string]);
      if (node === undefined) return undefined;
    }
    if (undeclared !== undefined) leaveOut(this.definition, undeclared);
    return node as C;
  }

  /** Masks one attribute after the other until the series exists or there is room for it. */
  private maskedCell(values: SeriesValue[]): C {
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
      if (found !== undefined) return found;
      if (this.masked < this.limit - this.reserved) break;
    }
    // Only where there are more ways to be absent than places.
    if (this.masked >= this.limit) values.fill(OTHER);
    return this.find(values) ?? this.newMaskedCell(values);
  }

  private newMaskedCell(values: readonly SeriesValue[]): C {
    this.masked += 1;
    return this.newCell(values);
  }

  private explosiveFirst(): readonly number[] {
    const kinds = Object.values(this.definition.attributes);
    const isClosed = (index: number): number => (kinds[index]?.values === undefined ? 0 : 1);
    const values = (index: number): number => this.distinct[index]?.size ?? 0;
    return [...this.keys.keys()].sort((a, b) => isClosed(a) - isClosed(b) || values(b) - values(a));
  }

  private find(values: readonly SeriesValue[]): C | undefined {
    let node: Level<C> | C | undefined = this.root;
    for (const value of pathOf(values)) {
      node = (node as Level<C>).get(value);
      if (node === undefined) return undefined;
    }
    return node as C;
  }

  private newCell(values: readonly SeriesValue[]): C {
    const path = pathOf(values);
    const last = path.length - 1;
    let node = this.root;
    for (const value of path.slice(0, last)) {
      let next = node.get(value) as Level<C> | undefined;
      if (next === undefined) {
        next = new Map();
        node.set(value, next);
      }
      node = next;
    }
    const cell = this.makeCell(this.definition, this.attributesOf(values));
    node.set(path[last], cell);
    this.kept.push(cell);
    values.forEach((value, index) => this.distinct[index]?.add(value));
    return cell;
  }

  private attributesOf(values: readonly SeriesValue[]): SeriesAttributes {
    const present = this.keys.map((key, index) => [key, values[index]]).filter(([, value]) => value !== undefined);
    return Object.freeze(Object.fromEntries(present) as SeriesAttributes);
  }
}

function pathOf(values: readonly SeriesValue[]): readonly SeriesValue[] {
  return values.length === 0 ? [undefined] : values;
}

/**
 * A counter whose attributes are all closed sets exists with every combination from the start: `rate()` cannot see the
 * first increment of a series that was not there before. Left out where the combinations alone would fill the limit.
 */
function bornAtZero({ kind, attributes }: Definition, limit: number): SeriesValue[][] {
  if (kind !== 'counter') return [];
  let combinations: SeriesValue[][] = [[]];
  for (const { values, optional } of Object.values(attributes)) {
    if (values === undefined) return [];
    const choices: readonly SeriesValue[] = optional ? [...values, undefined] : values;
    if (combinations.length * choices.length > limit) return [];
    combinations = combinations.flatMap((combination) => choices.map((choice) => [...combination, choice]));
  }
  return combinations;
}
