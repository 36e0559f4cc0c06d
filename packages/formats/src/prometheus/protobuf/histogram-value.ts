import type { Exemplar, ExponentialValue, HistogramValue } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import { newestOf, writeExemplar } from './exemplars.js';
import { BUCKET, HISTOGRAM, SPAN } from './fields.js';
import { hasSchema, isCount, type NativeBuckets, nativeHistogram } from './native-buckets.js';

const INFINITY = Number.POSITIVE_INFINITY;

/** @returns false where the buckets do not add up, or their boundaries do not rise */
export function writeBuckets(
  writer: ProtobufWriter,
  { count, sum, boundaries, buckets }: HistogramValue,
  exemplars: readonly Exemplar[],
): boolean {
  writeTotals(writer, count, sum);
  // A View may end its boundaries with Infinity itself, which is the bucket that is always there.
  const finite = boundaries.at(-1) === INFINITY ? boundaries.length - 1 : boundaries.length;
  let [below, last] = [0, -INFINITY];
  for (let i = 0; i < finite; i += 1) {
    const bound = boundaries[i] as number;
    const held = buckets[i] as number;
    if (!(bound > last && bound < INFINITY) || !isCount(held)) return false;
    below += held;
    writeBucket(writer, below, bound, exemplarIn(exemplars, last, bound));
    last = bound;
  }
  for (let i = finite; i < buckets.length; i += 1) below += buckets[i] as number;
  writeBucket(writer, count, INFINITY, exemplarIn(exemplars, last, INFINITY));
  return below === count && isCount(count);
}

function writeTotals(writer: ProtobufWriter, count: number, sum: number): void {
  writer.varint(HISTOGRAM.count, count);
  writer.double(HISTOGRAM.sum, sum);
}

function writeBucket(writer: ProtobufWriter, below: number, bound: number, exemplar: Exemplar | undefined): void {
  const start = writer.begin(HISTOGRAM.bucket);
  writer.varint(BUCKET.count, below);
  writer.double(BUCKET.bound, bound);
  if (exemplar !== undefined) writeExemplar(writer, BUCKET.exemplar, exemplar);
  writer.end(start);
}

function exemplarIn(exemplars: readonly Exemplar[], above: number, upTo: number): Exemplar | undefined {
  if (exemplars.length === 0) return undefined;
  return newestOf(exemplars.filter(({ value }) => value > above && value <= upTo));
}

/** @returns false where the buckets do not add up */
export function writeExponential(
  writer: ProtobufWriter,
  value: ExponentialValue,
  exemplars: readonly Exemplar[],
): boolean {
  const { count, sum, zeroCount } = value;
  const native = nativeHistogram(value);
  if (native === undefined) return false;
  writeTotals(writer, count, sum);
  if (!hasSchema(native)) {
    writeBucket(writer, count, INFINITY, newestOf(exemplars));
    return true;
  }
  writer.sint(HISTOGRAM.schema, native.schema);
  // Only zero itself is counted apart.
  writer.double(HISTOGRAM.zeroThreshold, 0);
  writer.varint(HISTOGRAM.zeroCount, zeroCount);
  writeNative(writer, HISTOGRAM.negative, native.negative);
  writeNative(writer, HISTOGRAM.positive, native.positive);
  // A run of nothing, without which one that holds nothing would be taken for one without native buckets.
  if (count === 0) writeSpan(writer, HISTOGRAM.positive.span, 0, 0);
  for (const exemplar of exemplars) writeExemplar(writer, HISTOGRAM.exemplar, exemplar);
  return true;
}

function writeNative(
  writer: ProtobufWriter,
  field: { readonly span: number; readonly delta: number },
  { spans, deltas }: NativeBuckets,
): void {
  for (const [offset, length] of spans) writeSpan(writer, field.span, offset, length);
  if (deltas.length > 0) writer.packedSints(field.delta, deltas);
}

function writeSpan(writer: ProtobufWriter, field: number, offset: number, length: number): void {
  const start = writer.begin(field);
  writer.sint(SPAN.offset, offset);
  writer.varint(SPAN.length, length);
  writer.end(start);
}
