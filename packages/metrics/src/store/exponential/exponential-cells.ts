import { systemClock } from '@portcall/core';
import type { Cells } from '../../series/cell.js';
import { grown } from '../../series/slot-table.js';
import type { SampledSpans } from '../exemplars/exemplar.js';
import type { Exemplars } from '../exemplars/exemplars.js';
import { bucketIndex } from './bucket-index.js';
import { BucketRange } from './bucket-range.js';
import type { ExponentialValue } from './exponential-value.js';
import { exponentialValue } from './merged-exponential.js';

/** Where a series' numbers stand, from the first of its slot. */
const SUM = 0;
const MIN = 1;
const MAX = 2;
const ZEROS = 3;
const START_TIME = 4;
const WIDTH = 5;

/** As many as OpenTelemetry's specification has by default. */
const MOST_EXEMPLARS = 20;

/** Histograms with exponential buckets. A recording allocates nothing unless it needs another bucket. */
export class ExponentialCells implements Cells {
  private numbers = new Float64Array(WIDTH);
  private readonly ranges: BucketRange[] = [];
  private readonly spans: SampledSpans;

  constructor(readonly exemplars: Exemplars) {
    this.spans = exemplars.spans;
  }

  write(slot: number, value: number): void {
    const { numbers } = this;
    const at = slot * WIDTH;
    numbers[at + SUM] = (numbers[at + SUM] as number) + value;
    if (value < (numbers[at + MIN] as number)) numbers[at + MIN] = value;
    if (value > (numbers[at + MAX] as number)) numbers[at + MAX] = value;
    if (value === 0) numbers[at + ZEROS] = (numbers[at + ZEROS] as number) + 1;
    else (this.ranges[slot] as BucketRange).record(value);
    if (this.spans.open > 0) this.exemplars.offer(slot, exemplarPlace(value), value);
  }

  begin(slot: number): void {
    const at = slot * WIDTH;
    this.numbers = grown(this.numbers, at + WIDTH);
    this.numbers.fill(0, at, at + WIDTH);
    this.numbers[at + MIN] = Number.POSITIVE_INFINITY;
    this.numbers[at + MAX] = Number.NEGATIVE_INFINITY;
    this.numbers[at + START_TIME] = systemClock.wall();
    this.ranges[slot] = new BucketRange();
    this.exemplars.forget(slot);
  }

  end(slot: number): void {
    this.ranges[slot] = new BucketRange();
  }

  startTime(slot: number): number {
    return this.numbers[slot * WIDTH + START_TIME] as number;
  }

  /** Each of the values is a copy. */
  reader(): (slot: number) => ExponentialValue {
    return (slot) => this.read(slot);
  }

  private read(slot: number): ExponentialValue {
    const { numbers } = this;
    const at = slot * WIDTH;
    const [sum, min, max] = [numbers[at + SUM] as number, numbers[at + MIN] as number, numbers[at + MAX] as number];
    return exponentialValue(this.ranges[slot] as BucketRange, {
      sum,
      min,
      max,
      zeroCount: numbers[at + ZEROS] as number,
    });
  }
}

/** Zero has the first place, and each power of two another one: buckets change with the scale. Far ones share a place. */
function exemplarPlace(value: number): number {
  if (value === 0) return 0;
  const places = MOST_EXEMPLARS - 1;
  return 1 + (((bucketIndex(value, 0) % places) + places) % places);
}
