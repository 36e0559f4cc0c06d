import { bucketIndex } from './bucket-index.js';
import type { ExponentialBuckets } from './exponential-value.js';

// The specification's defaults, which are what OpenTelemetry's SDK has.
const FINEST_SCALE = 20;
const MOST_BUCKETS = 160;

/** Buckets from the first to the last that holds a value, at the finest scale at which they are not too many. */
export class BucketRange {
  scale: number = FINEST_SCALE;
  /** The index of the first. */
  offset = 0;
  counts: number[] = [];

  /** Counts one value, which is positive and finite. */
  record(value: number): void {
    const index = bucketIndex(value, this.scale);
    const { counts } = this;
    const place = index - this.offset;
    if (place >= 0 && place < counts.length) counts[place] = (counts[place] as number) + 1;
    else this.add(index, 1);
  }

  /** Counts what somebody else has counted. */
  addAll(scale: number, { offset, counts }: ExponentialBuckets): void {
    if (counts.length > 0) this.coarsen(this.scale - scale);
    for (let bucket = 0; bucket < counts.length; bucket += 1) {
      const values = counts[bucket] as number;
      if (values > 0) this.add((offset + bucket) >> (scale - this.scale), values);
    }
  }

  /** @param index at this scale, which gets coarser where it does not fit */
  private add(index: number, values: number): void {
    const tooFine = this.missingRoom(index);
    this.coarsen(tooFine);
    const fitting = index >> tooFine;
    this.reach(fitting);
    const place = fitting - this.offset;
    this.counts[place] = (this.counts[place] as number) + values;
  }

  /** How many scales too fine this one is for a bucket of that index. */
  private missingRoom(index: number): number {
    if (this.counts.length === 0) return 0;
    let low = Math.min(this.offset, index);
    let high = Math.max(this.offset + this.counts.length - 1, index);
    let scales = 0;
    while (high - low >= MOST_BUCKETS) {
      low >>= 1;
      high >>= 1;
      scales += 1;
    }
    return scales;
  }

  /** Takes a coarser scale; a finer one it cannot have. */
  coarsenTo(scale: number): void {
    this.coarsen(this.scale - scale);
  }

  private coarsen(scales: number): void {
    if (scales <= 0) return;
    const { offset, counts } = this;
    this.scale -= scales;
    this.offset = offset >> scales;
    this.counts = [];
    for (const [bucket, values] of counts.entries()) {
      const place = ((offset + bucket) >> scales) - this.offset;
      this.counts[place] = (this.counts[place] ?? 0) + values;
    }
  }

  private reach(index: number): void {
    const { counts } = this;
    if (counts.length === 0) this.offset = index;
    while (index >= this.offset + counts.length) counts.push(0);
    if (index >= this.offset) return;
    counts.unshift(...new Array<number>(this.offset - index).fill(0));
    this.offset = index;
  }
}
