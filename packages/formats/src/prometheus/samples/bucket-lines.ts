import { bytesOfText } from '@portcall/core/internal';
import type { Exemplar, ExponentialValue, HistogramValue } from '@portcall/metrics';
import type { BoundBytes } from '../bytes/bound-bytes.js';
import type { ByteText } from '../bytes/byte-text.js';
import { digits } from '../bytes/digits.js';
import { addsUp } from './histogram-value.js';
import { LINE_FEED } from './samples.js';

const LE = Uint8Array.from(bytesOfText('le="'));
const INFINITE = Uint8Array.from(bytesOfText('+Inf"} '));

/** How long a bound and a count are at most, with what stands between them. */
const LONGEST_END = 64;

/** Writes what stands behind the count of a bucket. */
export type AfterBucket = (out: ByteText, bucket: number) => void;

/** A line for each bucket of a histogram, with all that is below it. */
export class BucketLines {
  constructor(private readonly bounds: BoundBytes) {}

  takes(value: number | HistogramValue | ExponentialValue): value is HistogramValue | ExponentialValue {
    if (!addsUp(value)) return false;
    return 'scale' in value || this.bounds.of(value.boundaries) !== undefined;
  }

  /** @param from where the name and labels of the first line stand; they are the last that was written */
  write(out: ByteText, from: number, value: HistogramValue | ExponentialValue, after?: AfterBucket): void {
    out.bytes(LE);
    if ('scale' in value) infinite(out, value.count, after);
    else if (after === undefined) this.lines(out, from, value);
    else this.linesWith(out, from, value, after);
  }

  /** What each line begins with stands there once, and is copied: it is nine tenths of them. */
  private lines(out: ByteText, from: number, { boundaries, buckets, count }: HistogramValue): void {
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

  /** The same where something stands at the end of a line. */
  private linesWith(
    out: ByteText,
    from: number,
    { boundaries, buckets, count }: HistogramValue,
    after: AfterBucket,
  ): void {
    const bounds = this.bounds.of(boundaries) as readonly Uint8Array[];
    const to = out.length;
    const last = bounds.length - 1;
    let below = 0;
    for (let i = 0; i <= last; i += 1) {
      if (i > 0) out.again(from, to);
      out.bytes(bounds[i] as Uint8Array);
      below += buckets[i] as number;
      out.count(i === last ? count : below);
      after(out, i);
      out.byte(LINE_FEED);
    }
  }
}

/** Without buckets it says as much as these formats can say of an exponential histogram. */
function infinite(out: ByteText, count: number, after?: AfterBucket): void {
  out.bytes(INFINITE);
  out.count(count);
  after?.(out, 0);
  out.byte(LINE_FEED);
}

/** For each bucket the newest exemplar whose value lies in it; undefined for a histogram without any. */
export function exemplarsByBucket(
  value: HistogramValue | ExponentialValue,
  exemplars: readonly Exemplar[],
): readonly (Exemplar | undefined)[] | undefined {
  if (exemplars.length === 0) return undefined;
  const bounds = 'scale' in value ? [] : value.boundaries.filter((bound) => bound !== Number.POSITIVE_INFINITY);
  const found = new Array<Exemplar | undefined>(bounds.length + 1).fill(undefined);
  for (const exemplar of exemplars) {
    const above = bounds.findIndex((bound) => exemplar.value <= bound);
    const bucket = above < 0 ? bounds.length : above;
    if (exemplar.time >= (found[bucket]?.time ?? Number.NEGATIVE_INFINITY)) found[bucket] = exemplar;
  }
  return found;
}
