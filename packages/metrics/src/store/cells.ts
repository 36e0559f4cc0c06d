import { systemClock } from '@portcall/core';
import type { SeriesAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import type { Cell } from '../series/cell.js';

/** What a histogram has counted in one series. */
export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  /** Infinity while nothing is counted. */
  readonly min: number;
  /** -Infinity while nothing is counted. */
  readonly max: number;
  readonly boundaries: readonly number[];
  /** Values per bucket, not cumulated: one more than boundaries, the last up to +Inf. */
  readonly buckets: readonly number[];
}

/** The numbers of one series. */
export interface StoreCell extends Cell {
  readonly attributes: SeriesAttributes;
  /** When the series began, in milliseconds since 1970 with fractions. */
  readonly startTime: number;
  read(): number | HistogramValue;
}

export function storeCell(definition: Definition, attributes: SeriesAttributes): StoreCell {
  switch (definition.kind) {
    case 'histogram':
      return new HistogramCell(attributes, definition.boundaries as readonly number[]);
    case 'gauge':
      return new LastCell(attributes);
    default:
      return new SumCell(attributes);
  }
}

class SumCell implements StoreCell {
  readonly startTime: number = systemClock.wall();
  private value = 0;

  constructor(readonly attributes: SeriesAttributes) {}

  write(value: number): void {
    this.value += value;
  }

  read(): number {
    return this.value;
  }
}

class LastCell implements StoreCell {
  readonly startTime: number = systemClock.wall();
  private value = 0;

  constructor(readonly attributes: SeriesAttributes) {}

  write(value: number): void {
    this.value = value;
  }

  read(): number {
    return this.value;
  }
}

class HistogramCell implements StoreCell {
  readonly startTime: number = systemClock.wall();
  private sum = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private readonly buckets: Float64Array;
  // The definition's own array is frozen, and searching a frozen array takes twice as long.
  private readonly upperBounds: Float64Array;

  constructor(
    readonly attributes: SeriesAttributes,
    private readonly boundaries: readonly number[],
  ) {
    this.buckets = new Float64Array(boundaries.length + 1);
    this.upperBounds = Float64Array.from(boundaries);
  }

  write(value: number): void {
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const upperBounds = this.upperBounds;
    let bucket = 0;
    while (bucket < upperBounds.length && value > (upperBounds[bucket] as number)) bucket += 1;
    this.buckets[bucket] = (this.buckets[bucket] as number) + 1;
  }

  read(): HistogramValue {
    const { sum, min, max, boundaries } = this;
    const buckets = [...this.buckets];
    const count = buckets.reduce((total, values) => total + values, 0);
    return Object.freeze({ count, sum, min, max, boundaries, buckets: Object.freeze(buckets) });
  }
}
