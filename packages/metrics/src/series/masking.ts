import { report } from '@portcall/core';
import { OTHER } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import type { SeriesValue } from './attribute-reading.js';
import { NO_SLOT, type SlotTable } from './slot-table.js';

/**
 * What becomes of further combinations of attributes when a metric has as many as are kept as they come.
 *
 * The value of the attribute with the most values becomes `_other`, closed sets last; the other attributes stay, and
 * what is absent stays absent. When room for series with some attributes masked runs out, all that are present are masked;
 * a place is reserved for each way in which optional ones may be absent. So a metric has at most 2 × limit + 1 series,
 * whatever the app does.
 */
export class Masking {
  /** Attributes in the order in which they are masked; none while the limit has not been passed. */
  private order: readonly number[] = [];
  /** Slots of series with something masked. */
  private readonly masked = new Set<number>();
  /** Places for series whose present attributes are all masked. */
  private readonly reserved: number;

  constructor(
    private readonly definition: Definition,
    private readonly table: SlotTable,
    private readonly limit: number,
  ) {
    const optional = Object.values(definition.attributes).filter((kind) => kind.optional).length;
    this.reserved = Math.min(2 ** optional, limit);
  }

  /** Whether anything has been masked since everything was forgotten. */
  get hasBegun(): boolean {
    return this.order.length > 0;
  }

  /** These values with one attribute masked after the other, until the series exists or there is room for it. */
  mask(reading: readonly SeriesValue[]): readonly SeriesValue[] {
    if (this.order.length === 0) this.order = this.explosiveFirst();
    this.reportLimit();
    const values = [...reading];
    for (const column of this.order) {
      if (values[column] === undefined) continue;
      values[column] = OTHER;
      if (this.table.slotOf(values) !== NO_SLOT) return values;
      if (this.masked.size < this.limit - this.reserved) break;
    }
    // Only where there are more ways to be absent than places.
    return this.masked.size >= this.limit ? values.fill(OTHER) : values;
  }

  /** There is a new series with something masked. */
  add(slot: number): void {
    this.masked.add(slot);
  }

  /** A series is gone. */
  remove(slot: number): void {
    this.masked.delete(slot);
  }

  /** Every series is gone. */
  clear(): void {
    this.masked.clear();
    this.order = [];
  }

  private reportLimit(): void {
    const { definition, limit, order } = this;
    report({
      key: 'record.series_limit',
      about: definition.name,
      message: () => {
        const exploding = Object.keys(definition.attributes)[order[0] as number] as string;
        return (
          `${definition.name}: more than ${limit} series, most of them by attribute ${exploding}, whose further values ` +
          `are recorded as ${OTHER}; declare fewer values, or raise the backend's seriesLimit`
        );
      },
    });
  }

  private explosiveFirst(): readonly number[] {
    const kinds = Object.values(this.definition.attributes);
    const isClosed = (column: number): number => (kinds[column]?.values === undefined ? 0 : 1);
    const values = (column: number): number => this.table.labels[column]?.size ?? 0;
    return [...kinds.keys()].sort((a, b) => isClosed(a) - isClosed(b) || values(b) - values(a));
  }
}
