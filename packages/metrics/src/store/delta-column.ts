import type { Definition } from '../declare/definition.js';
import { grown } from '../series/slot-table.js';
import { type HistogramValue, HistogramView } from './cells.js';

const BIRTH = 0;
const TIME = 1;
const VALUE = 2;

/**
 * What one delta reader has been given of one metric's series, as numbers side by side by slot: which series it was, the
 * time it was read, and what it was then, which of a histogram are the sum and the buckets.
 */
export class DeltaColumn {
  private readonly width: number;
  private readonly boundaries: readonly number[];
  private numbers = new Float64Array(0);

  constructor({ kind, boundaries = [] }: Definition) {
    this.boundaries = boundaries;
    this.width = kind === 'histogram' ? VALUE + 1 + boundaries.length + 1 : VALUE + 1;
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

  /**
   * Takes what was added to one series after the other since the last time, and gives undefined where nothing was. What it
   * gives of a histogram is valid until it takes the next.
   */
  taker(time: number): (slot: number, value: number | HistogramValue) => number | HistogramValue | undefined {
    const view = new HistogramView(this.boundaries);
    return (slot, value) => {
      const isNew = this.timeOf(slot) === 0;
      const at = slot * this.width;
      this.numbers[at + TIME] = time;
      if (typeof value === 'number') {
        const change = this.takeNumber(at + VALUE, value);
        return change === 0 && !isNew ? undefined : change;
      }
      this.takeHistogram(at + VALUE, value, view);
      return view.count === 0 && !isNew ? undefined : view;
    };
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

  private takeHistogram(at: number, { count, sum, min, max, buckets }: HistogramValue, change: HistogramView): void {
    let counted = 0;
    for (let bucket = 0; bucket < buckets.length; bucket += 1) {
      const values = this.takeNumber(at + 1 + bucket, buckets[bucket] as number);
      change.buckets[bucket] = values;
      counted += values;
    }
    change.count = counted;
    change.sum = this.takeNumber(at, sum);
    // The least and the greatest of what came in between are known only where nothing came before.
    const isAll = counted === count;
    change.min = isAll ? min : Number.POSITIVE_INFINITY;
    change.max = isAll ? max : Number.NEGATIVE_INFINITY;
  }
}
