import { bytesOfText } from '@portcall/core/internal';
import type { ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import type { BoundBytes } from '../bytes/bound-bytes.js';
import type { ByteText } from '../bytes/byte-text.js';
import { digits } from '../bytes/digits.js';
import { hasSchema, type NativeBuckets, type NativeHistogram, nativeHistogram } from '../protobuf/native-buckets.js';
import { addsUp } from '../samples/histogram-value.js';
import type { MemberLabels } from '../samples/member-labels.js';
import { SampleName } from '../samples/sample-name.js';
import type { Samples } from '../samples/samples.js';
import { isTotal } from './counter-lines.js';
import { writeRest } from './start-and-exemplars.js';

const COMMA = 44;
const COUNT = ascii('{count:');
const SUM = ascii(',sum:');
const BUCKETS = ascii(',bucket:[');
const END = ascii(']}');
const LONGEST_BUCKET = 48;

/** A series of a histogram in OpenMetrics 2.0: one line, with buckets by boundaries or exponential ones. */
export class CompositeSamples implements Samples {
  private readonly name: SampleName;

  constructor(
    name: string,
    private readonly bounds: BoundBytes,
  ) {
    this.name = new SampleName(name);
  }

  takes({ value }: SeriesPoint): boolean {
    if (!addsUp(value)) return false;
    return 'scale' in value ? nativeHistogram(value) !== undefined : this.bounds.of(value.boundaries) !== undefined;
  }

  write(out: ByteText, point: SeriesPoint, labels: MemberLabels): void {
    const value = point.value as HistogramValue | ExponentialValue;
    this.name.write(out, labels);
    out.bytes(COUNT);
    out.count(value.count);
    out.bytes(SUM);
    out.number(value.sum);
    if ('scale' in value) writeNative(out, value);
    else this.buckets(out, value);
    writeRest(out, point);
  }

  private buckets(out: ByteText, { boundaries, buckets, count }: HistogramValue): void {
    out.bytes(BUCKETS);
    const bounds = this.bounds.of(boundaries) as readonly Uint8Array[];
    const last = bounds.length - 1;
    const room = out.reserve(bounds.length * LONGEST_BUCKET);
    let at = out.length;
    let below = 0;
    for (let i = 0; i <= last; i += 1) {
      if (i > 0) room[at++] = COMMA;
      const bound = bounds[i] as Uint8Array;
      for (let j = 0; j < bound.length; j += 1) room[at + j] = bound[j] as number;
      below += buckets[i] as number;
      at = digits(room, at + bound.length, i === last ? count : below);
    }
    out.length = at;
    out.bytes(END);
  }
}

/** A series of a counter in OpenMetrics 2.0: one line. */
export class TotalSamples implements Samples {
  private readonly name: SampleName;

  constructor(name: string) {
    this.name = new SampleName(name);
  }

  takes({ value }: SeriesPoint): boolean {
    return isTotal(value);
  }

  write(out: ByteText, point: SeriesPoint, labels: MemberLabels): void {
    this.name.write(out, labels);
    out.number(point.value as number);
    writeRest(out, point);
  }
}

function writeNative(out: ByteText, value: ExponentialValue): void {
  const native = nativeHistogram(value) as NativeHistogram;
  out.text(hasSchema(native) ? nativeText(value, native) : `,bucket:[+Inf:${value.count}]}`);
}

function nativeText({ zeroCount }: ExponentialValue, { schema, positive, negative }: NativeHistogram): string {
  const zero = `,schema:${schema},zero_threshold:0,zero_count:${zeroCount}`;
  return `${zero}${runsText('negative', negative)}${runsText('positive', positive)}}`;
}

function runsText(sign: 'positive' | 'negative', { spans, deltas }: NativeBuckets): string {
  if (spans.length === 0) return '';
  const runs = spans.map(([offset, length]) => `${offset}:${length}`);
  let count = 0;
  const counts = deltas.map((delta) => (count += delta));
  return `,${sign}_spans:[${runs.join(',')}],${sign}_buckets:[${counts.join(',')}]`;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(bytesOfText(text));
}
