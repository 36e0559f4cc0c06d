import type { ExponentialBuckets, ExponentialValue } from '@portcall/metrics';

/** Scales that Prometheus has a schema for. */
const COARSEST = -4;
const FINEST = 8;

/** The buckets of one sign as Prometheus' native histograms have them. */
export interface NativeBuckets {
  /** Runs of buckets: the gap before each, of the first its index, and how many there are. */
  readonly spans: readonly (readonly [offset: number, length: number])[];
  /** Of each bucket the difference from the one before. */
  readonly deltas: readonly number[];
  /** How many values all of them hold. */
  readonly count: number;
}

export interface NativeHistogram {
  readonly schema: number;
  readonly positive: NativeBuckets;
  readonly negative: NativeBuckets;
}

/**
 * An exponential histogram as a native one: of the same scale, or of the finest that Prometheus knows.
 *
 * Undefined where its buckets do not hold what it counted, for which Prometheus refuses the whole scrape.
 * @see https://prometheus.io/docs/specs/native_histograms/
 */
export function nativeHistogram(value: ExponentialValue): NativeHistogram | undefined {
  const { count, scale, zeroCount } = value;
  const schema = Math.min(scale, FINEST);
  const width = 2 ** (scale - schema);
  const [positive, negative] = [nativeBuckets(value.positive, width), nativeBuckets(value.negative, width)];
  if (!Number.isInteger(scale) || !isCount(zeroCount) || positive === undefined || negative === undefined)
    return undefined;
  const held = zeroCount + positive.count + negative.count;
  return held === count && isCount(held) ? { schema, positive, negative } : undefined;
}

/** Whether Prometheus has buckets wide enough: those of the coarsest schema end with the 16th power of two. */
export function hasSchema({ schema }: NativeHistogram): boolean {
  return schema >= COARSEST;
}

/** What a difference of two can still be written of. */
export function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 52;
}

/** Gaps of so many empty buckets take less room as empty buckets than as the beginning of another run. */
const SHORT_GAP = 2;

/** @param width how many buckets become one */
function nativeBuckets({ offset, counts }: ExponentialBuckets, width: number): NativeBuckets | undefined {
  if (!Number.isSafeInteger(offset)) return undefined;
  const runs = new Runs();
  let [index, held] = [0, 0];
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number;
    if (!isCount(count)) return undefined;
    if (count === 0) continue;
    // A bucket of OpenTelemetry is named by its lower bound, one of Prometheus by its upper.
    const next = Math.floor((offset + i) / width) + 1;
    if (next !== index) {
      runs.add(index, held);
      [index, held] = [next, 0];
    }
    held += count;
  }
  runs.add(index, held);
  return runs;
}

/** Buckets one behind the other, in the order of their indices. */
class Runs implements NativeBuckets {
  readonly spans: [number, number][] = [];
  readonly deltas: number[] = [];
  count = 0;
  private end = 0;
  private last = 0;

  add(index: number, count: number): void {
    if (count === 0) return;
    const gap = index - this.end;
    const run = this.spans.at(-1);
    if (run === undefined || gap > SHORT_GAP) this.spans.push([gap, 1]);
    else {
      run[1] += gap + 1;
      for (let empty = 0; empty < gap; empty += 1) this.push(0);
    }
    this.push(count);
    this.end = index + 1;
    this.count += count;
  }

  private push(count: number): void {
    this.deltas.push(count - this.last);
    this.last = count;
  }
}
