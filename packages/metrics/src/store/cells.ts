import { systemClock } from '@portcall/core';
import type { Definition } from '../declare/definition.js';
import type { Cells } from '../series/cell.js';
import { grown } from '../series/slot-table.js';
import { NO_SPANS, type SampledSpans } from './exemplars/exemplar.js';
import { Exemplars } from './exemplars/exemplars.js';
import { BucketSearch } from './explicit/bucket-search.js';
import { ExponentialCells } from './exponential/exponential-cells.js';
import type { ExponentialValue } from './exponential/exponential-value.js';

/** What a histogram has counted in one series. In a reading it may be written over when the next point is taken. */
export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  /** Infinity while nothing is counted. */
  readonly min: number;
  /** -Infinity while nothing is counted. */
  readonly max: number;
  readonly boundaries: readonly number[];
  /** Values per bucket, not cumulated: one more than boundaries, the last up to +Inf. */
  readonly buckets: ArrayLike<number>;
}

/** The same where it stays as it is. */
export interface StoredHistogram extends HistogramValue {
  readonly buckets: readonly number[];
}

/** A histogram that is written over with the numbers of one series after the other. */
export class HistogramView implements HistogramValue {
  count = 0;
  sum = 0;
  min: number = Number.POSITIVE_INFINITY;
  max: number = Number.NEGATIVE_INFINITY;
  readonly buckets: Float64Array;

  constructor(readonly boundaries: readonly number[]) {
    this.buckets = new Float64Array(boundaries.length + 1);
  }
}

/** The numbers of one metric's series, side by side by slot: no object per series, and nothing allocated per recording. */
export interface StoreCells extends Cells {
  readonly exemplars: Exemplars;
  /** When the series began, in milliseconds since 1970 with fractions. */
  startTime(slot: number): number;
  /** Reads one series after the other: what it gives of a histogram is valid until it reads the next. */
  reader(): (slot: number) => number | HistogramValue | ExponentialValue;
}

export function storeCells({ kind, name, buckets, boundaries }: Definition, spans: SampledSpans): StoreCells {
  const exemplars = new Exemplars(name, kind === 'counter' || kind === 'histogram' ? spans : NO_SPANS);
  switch (kind) {
    case 'histogram':
      return buckets === 'exponential'
        ? new ExponentialCells(exemplars)
        : new HistogramCells(boundaries as readonly number[], exemplars);
    case 'gauge':
      return new LastCells(exemplars);
    default:
      return new SumCells(exemplars);
  }
}

/*
 * `write` stands in each class, on arrays of its own: shared by the classes, its inline caches would be too. The first
 * elements are doubles from the start.
 */

const FIRST_ROOM = 4;

/** One number per series. */
abstract class NumberCells implements StoreCells {
  protected values = new Float64Array(FIRST_ROOM);
  private startTimes = new Float64Array(FIRST_ROOM);
  protected readonly spans: SampledSpans;

  constructor(readonly exemplars: Exemplars) {
    this.spans = exemplars.spans;
  }

  abstract write(slot: number, value: number): void;

  begin(slot: number): void {
    this.values = grown(this.values, slot + 1);
    this.startTimes = grown(this.startTimes, slot + 1);
    this.values[slot] = 0;
    this.startTimes[slot] = systemClock.wall();
    this.exemplars.forget(slot);
  }

  end(): void {}

  startTime(slot: number): number {
    return this.startTimes[slot] as number;
  }

  reader(): (slot: number) => number {
    return (slot) => this.values[slot] as number;
  }
}

class SumCells extends NumberCells {
  write(slot: number, value: number): void {
    const { values } = this;
    values[slot] = (values[slot] as number) + value;
    // Not for the zeros that a counter is born with.
    if (this.spans.open > 0 && value > 0) this.exemplars.offer(slot, 0, value);
  }
}

class LastCells extends NumberCells {
  write(slot: number, value: number): void {
    this.values[slot] = value;
  }
}

/** Where a histogram's numbers stand, from the first of its slot. The count is the sum of its buckets: they never differ. */
const SUM = 0;
const MIN = 1;
const MAX = 2;
const START_TIME = 3;
const BUCKETS = 4;

class HistogramCells implements StoreCells {
  private readonly width: number;
  private numbers: Float64Array;
  private readonly search: BucketSearch;
  private readonly spans: SampledSpans;

  constructor(
    private readonly boundaries: readonly number[],
    readonly exemplars: Exemplars,
  ) {
    this.spans = exemplars.spans;
    this.width = BUCKETS + boundaries.length + 1;
    this.numbers = new Float64Array(this.width);
    this.search = new BucketSearch(boundaries);
  }

  write(slot: number, value: number): void {
    const { numbers } = this;
    const at = slot * this.width;
    numbers[at + SUM] = (numbers[at + SUM] as number) + value;
    if (value < (numbers[at + MIN] as number)) numbers[at + MIN] = value;
    if (value > (numbers[at + MAX] as number)) numbers[at + MAX] = value;
    const counted = at + BUCKETS + this.search.bucketOf(value);
    numbers[counted] = (numbers[counted] as number) + 1;
    if (this.spans.open > 0) this.exemplars.offer(slot, counted - at - BUCKETS, value);
  }

  begin(slot: number): void {
    const at = slot * this.width;
    this.numbers = grown(this.numbers, at + this.width);
    this.numbers.fill(0, at, at + this.width);
    this.numbers[at + MIN] = Number.POSITIVE_INFINITY;
    this.numbers[at + MAX] = Number.NEGATIVE_INFINITY;
    this.numbers[at + START_TIME] = systemClock.wall();
    this.exemplars.forget(slot);
  }

  end(): void {}

  startTime(slot: number): number {
    return this.numbers[slot * this.width + START_TIME] as number;
  }

  reader(): (slot: number) => HistogramView {
    const view = new HistogramView(this.boundaries);
    return (slot) => this.readInto(view, slot);
  }

  private readInto(view: HistogramView, slot: number): HistogramView {
    const { numbers, width } = this;
    const { buckets } = view;
    const at = slot * width;
    // A loop takes a tenth of what copying and adding up by calls take, and a scrape reads every series.
    let count = 0;
    for (let bucket = 0; bucket < buckets.length; bucket += 1) {
      const values = numbers[at + BUCKETS + bucket] as number;
      buckets[bucket] = values;
      count += values;
    }
    view.count = count;
    view.sum = numbers[at + SUM] as number;
    view.min = numbers[at + MIN] as number;
    view.max = numbers[at + MAX] as number;
    return view;
  }
}
