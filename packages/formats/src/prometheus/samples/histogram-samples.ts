import type { ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import type { BoundBytes } from '../bytes/bound-bytes.js';
import type { ByteText } from '../bytes/byte-text.js';
import { BucketLines } from './bucket-lines.js';
import type { MemberLabels } from './member-labels.js';
import { SampleName } from './sample-name.js';
import { LINE_FEED, type Samples } from './samples.js';

/** A line each for count and sum, and one for each bucket. */
export class HistogramSamples implements Samples {
  private readonly count: SampleName;
  private readonly sum: SampleName;
  private readonly bucket: SampleName;
  private readonly buckets: BucketLines;

  constructor(name: string, bounds: BoundBytes) {
    this.count = new SampleName(`${name}_count`);
    this.sum = new SampleName(`${name}_sum`);
    this.bucket = new SampleName(`${name}_bucket`);
    this.buckets = new BucketLines(bounds);
  }

  takes({ value }: SeriesPoint): boolean {
    return this.buckets.takes(value);
  }

  write(out: ByteText, point: SeriesPoint, labels: MemberLabels): void {
    const value = point.value as HistogramValue | ExponentialValue;
    this.count.write(out, labels);
    out.count(value.count);
    out.byte(LINE_FEED);
    this.sum.again(out, this.count);
    out.number(value.sum);
    out.byte(LINE_FEED);
    const from = out.length;
    this.bucket.beginAgain(out, this.count);
    this.buckets.write(out, from, value);
  }
}
