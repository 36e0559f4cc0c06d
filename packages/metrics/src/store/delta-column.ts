import type { Definition } from '../declare/definition.js';
import type { HistogramValue } from './cells.js';

/**
 * What one delta reader has been given of one metric's series, as numbers side by side: per series the time it was read,
 * and what it was then, which of a histogram are the sum and the buckets.
 */
export class DeltaColumn {
  private readonly width: number;
  private numbers = new Float64Array(0);
  private resets = 0;

  constructor({ kind, boundaries }: Definition) {
    this.width = kind === 'histogram' ? 2 + (boundaries as readonly number[]).length + 1 : 2;
  }

  /** Forgets what it was given of series that have been forgotten since. */
  isOf(resets: number): void {
    if (resets === this.resets) return;
    this.resets = resets;
    this.numbers = new Float64Array(0);
  }

  /** Since when the next change goes: when the series was last read, or else when it began. */
  since(index: number, startTime: number): number {
    return this.isKnown(index) ? (this.numbers[index * this.width] as number) : startTime;
  }

  /** What was added since the last time; undefined where nothing was. */
  take<V extends number | HistogramValue>(index: number, value: V, time: number): V | undefined {
    const isNew = !this.isKnown(index);
    this.makeRoom(index);
    const at = index * this.width;
    this.numbers[at] = time;
    const change = typeof value === 'number' ? this.takeNumber(at + 1, value) : this.takeHistogram(at + 1, value);
    const isEmpty = change === 0 || (change as HistogramValue).count === 0;
    return isEmpty && !isNew ? undefined : (change as V);
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

  /** A series that was never read has no time. */
  private isKnown(index: number): boolean {
    return (this.numbers[index * this.width] ?? 0) > 0;
  }

  private makeRoom(index: number): void {
    const needed = (index + 1) * this.width;
    if (needed <= this.numbers.length) return;
    const grown = new Float64Array(Math.max(needed, this.numbers.length * 2));
    grown.set(this.numbers);
    this.numbers = grown;
  }
}
