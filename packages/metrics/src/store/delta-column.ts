import type { Definition } from '../declare/definition.js';
import { grown } from '../series/slot-table.js';
import type { HistogramValue } from './cells.js';

const BIRTH = 0;
const TIME = 1;
const VALUE = 2;

/**
 * What one delta reader has been given of one metric's series, as numbers side by side by slot: which series it was, the
 * time it was read, and what it was then, which of a histogram are the sum and the buckets.
 */
export class DeltaColumn {
  private readonly width: number;
  private numbers = new Float64Array(0);

  constructor({ kind, boundaries }: Definition) {
    this.width = kind === 'histogram' ? VALUE + 1 + (boundaries as readonly number[]).length + 1 : VALUE + 1;
  }

  /** Forgets what it was given of another series that had the slot before. */
  isOf(slot: number, birth: number): void {
    const at = slot * this.width;
    this.numbers = grown(this.numbers, at + this.width);
    if (this.numbers[at + BIRTH] === birth) return;
    this.numbers.fill(0, at, at + this.width);
    this.numbers[at + BIRTH] = birth;
  }

  /** Since when the next change goes: when the series was last read, or else when it began. */
  since(slot: number, startTime: number): number {
    return this.timeOf(slot) || startTime;
  }

  /** What was added since the last time; undefined where nothing was. */
  take<V extends number | HistogramValue>(slot: number, value: V, time: number): V | undefined {
    const isNew = this.timeOf(slot) === 0;
    const at = slot * this.width;
    this.numbers[at + TIME] = time;
    const change =
      typeof value === 'number' ? this.takeNumber(at + VALUE, value) : this.takeHistogram(at + VALUE, value);
    const isEmpty = change === 0 || (change as HistogramValue).count === 0;
    return isEmpty && !isNew ? undefined : (change as V);
  }

  /** When the series was last read; 0 where it was not. */
  private timeOf(slot: number): number {
    return this.numbers[slot * this.width + TIME] as number;
  }

  private takeNumber(at: number, value: number): number {
    const change = value - (this.numbers[at] as number);
    this.numbers[at] = value;
    return change;
  }

  private takeHistogram(at: number, { count, sum, min, max, boundaries, buckets }: HistogramValue): HistogramValue {
    const change = buckets.map((values, bucket) => this.takeNumber(at + 1 + bucket, values));
    const counted = change.reduce((total, values) => total + values, 0);
    // The least and the greatest of what came in between are known only where nothing came before.
    const extremes =
      counted === count ? { min, max } : { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
    return { count: counted, sum: this.takeNumber(at, sum), ...extremes, boundaries, buckets: change };
  }
}
