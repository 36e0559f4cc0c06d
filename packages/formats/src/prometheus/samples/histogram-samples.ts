import type { ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import type { BoundBytes } from '../bytes/bound-bytes.js';
import type { ByteText } from '../bytes/byte-text.js';
import { digits } from '../bytes/digits.js';
import { addsUp } from './histogram-value.js';
import type { MemberLabels } from './member-labels.js';
import { SampleName } from './sample-name.js';
import { LINE_FEED, type Samples } from './samples.js';

const LE = Uint8Array.from(Buffer.from('le="'));
const INFINITE = Uint8Array.from(Buffer.from('+Inf"} '));

/** How long a bound and a count are at most, with what stands between them. */
const LONGEST_END = 64;

/** A line each for count and sum, and one for each bucket with all that is below it. */
export class HistogramSamples implements Samples {
  private readonly count: SampleName;
  private readonly sum: SampleName;
  private readonly bucket: SampleName;

  constructor(
    name: string,
    private readonly bounds: BoundBytes,
  ) {
    this.count = new SampleName(`${name}_count`);
    this.sum = new SampleName(`${name}_sum`);
    this.bucket = new SampleName(`${name}_bucket`);
  }

  takes({ value }: SeriesPoint): boolean {
    if (!addsUp(value)) return false;
    return 'scale' in value || this.bounds.of(value.boundaries) !== undefined;
  }

  write(out: ByteText, point: SeriesPoint, labels: MemberLabels): void {
    const value = point.value as HistogramValue | ExponentialValue;
    this.count.write(out, labels);
    out.count(value.count);
    out.byte(LINE_FEED);
    this.sum.again(out, this.count);
    out.number(value.sum);
    out.byte(LINE_FEED);
    const start = out.length;
    this.bucket.opened(out, this.count);
    out.bytes(LE);
    if ('scale' in value) this.infinite(out, value.count);
    else this.buckets(out, start, value);
  }

  /** Without buckets it says as much as this format can say of an exponential histogram. */
  private infinite(out: ByteText, count: number): void {
    out.bytes(INFINITE);
    out.count(count);
    out.byte(LINE_FEED);
  }

  /** The lines of all buckets. What each begins with stands there once, and is copied: it is nine tenths of them. */
  private buckets(out: ByteText, from: number, { boundaries, buckets, count }: HistogramValue): void {
    const bounds = this.bounds.of(boundaries) as readonly Uint8Array[];
    const to = out.length;
    const last = bounds.length - 1;
    const room = out.reserve(bounds.length * (to - from + LONGEST_END));
    let at = to;
    let below = 0;
    for (let i = 0; i <= last; i += 1) {
      if (i > 0) {
        room.copyWithin(at, from, to);
        at += to - from;
      }
      const bound = bounds[i] as Uint8Array;
      for (let j = 0; j < bound.length; j += 1) room[at + j] = bound[j] as number;
      below += buckets[i] as number;
      at = digits(room, at + bound.length, i === last ? count : below);
      room[at] = LINE_FEED;
      at += 1;
    }
    out.length = at;
  }
}
