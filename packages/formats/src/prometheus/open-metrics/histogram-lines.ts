import type { ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import type { BoundBytes } from '../bytes/bound-bytes.js';
import type { ByteText } from '../bytes/byte-text.js';
import { type AfterBucket, BucketLines, exemplarsByBucket } from '../samples/bucket-lines.js';
import type { MemberLabels } from '../samples/member-labels.js';
import { SampleName } from '../samples/sample-name.js';
import { LINE_FEED, type Samples } from '../samples/samples.js';
import { writeCreated } from './counter-lines.js';
import { writeExemplar } from './exemplars.js';

/** A series of a histogram in OpenMetrics 1.0: its buckets, with exemplars, count, sum and since when. */
export class HistogramLines implements Samples {
  private readonly bucket: SampleName;
  private readonly count: SampleName;
  private readonly sum: SampleName;
  private readonly created: SampleName | undefined;
  private readonly buckets: BucketLines;

  /** @param created the name of the line that says since when, which is not written where another metric has it */
  constructor(name: string, created: string | undefined, bounds: BoundBytes) {
    this.bucket = new SampleName(`${name}_bucket`);
    this.count = new SampleName(`${name}_count`);
    this.sum = new SampleName(`${name}_sum`);
    this.created = created === undefined ? undefined : new SampleName(created);
    this.buckets = new BucketLines(bounds);
  }

  takes({ value }: SeriesPoint): boolean {
    return this.buckets.takes(value);
  }

  write(out: ByteText, point: SeriesPoint, labels: MemberLabels): void {
    const value = point.value as HistogramValue | ExponentialValue;
    const from = out.length;
    this.bucket.begin(out, labels);
    this.buckets.write(out, from, value, exemplarsOf(value, point.exemplars));
    if (risesOnly(value)) {
      this.count.again(out, this.bucket);
      out.count(value.count);
      out.byte(LINE_FEED);
      this.sum.again(out, this.bucket);
      out.number(value.sum);
      out.byte(LINE_FEED);
    }
    if (this.created !== undefined) writeCreated(out, this.created, this.bucket, point.startTime);
  }
}

function exemplarsOf(
  value: HistogramValue | ExponentialValue,
  exemplars: SeriesPoint['exemplars'],
): AfterBucket | undefined {
  const byBucket = exemplarsByBucket(value, exemplars);
  if (byBucket === undefined) return undefined;
  return (out, bucket) => {
    const exemplar = byBucket[bucket];
    if (exemplar !== undefined) writeExemplar(out, exemplar);
  };
}

/**
 * A sum that can fall must not be there, and neither may the count then; the last bucket has it too.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/#histogram-1
 */
function risesOnly(value: HistogramValue | ExponentialValue): boolean {
  const lowest = 'scale' in value ? 0 : (value.boundaries[0] ?? 0);
  return value.sum >= 0 && lowest >= 0;
}
