import type { Exemplar, ExponentialValue, HistogramValue } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import { type Bound, boundsOf, isIn } from './bounds.js';
import { newestOf, writeExemplar } from './exemplars.js';
import { BUCKET, HISTOGRAM, SPAN } from './fields.js';
import { hasSchema, isCount, type NativeBuckets, nativeHistogram } from './native-buckets.js';

/** Of no boundaries. */
const [EVERYTHING] = boundsOf([]) as [Bound];

/** @returns false where the buckets do not add up, or their boundaries do not rise */
export function writeBuckets(
  writer: ProtobufWriter,
  { count, sum, boundaries, buckets }: HistogramValue,
  exemplars: readonly Exemplar[],
): boolean {
  const bounds = boundsOf(boundaries);
  if (bounds === undefined) return false;
  writeTotals(writer, count, sum);
  const last = bounds.length - 1;
  let below = 0;
  for (let i = 0; i < buckets.length; i += 1) {
    const held = buckets[i] as number;
    if (!isCount(held)) return false;
    below += held;
    if (i < last) writeBucket(writer, below, bounds[i] as Bound, exemplars);
  }
  writeBucket(writer, below, bounds[last] as Bound, exemplars);
  return below === count && buckets.length > last;
}

function writeTotals(writer: ProtobufWriter, count: number, sum: number): void {
  writer.varint(HISTOGRAM.count, count);
  writer.double(HISTOGRAM.sum, sum);
}

function writeBucket(writer: ProtobufWriter, below: number, bound: Bound, exemplars: readonly Exemplar[]): void {
  const newest = exemplars.length === 0 ? undefined : newestOf(exemplars.filter(({ value }) => isIn(bound, value)));
  if (newest === undefined) {
    writer.numbered(HISTOGRAM.bucket, BUCKET.count, below, bound.field);
    return;
  }
  const start = writer.begin(HISTOGRAM.bucket);
  writer.varint(BUCKET.count, below);
  writer.fields(bound.field);
  writeExemplar(writer, BUCKET.exemplar, newest);
  writer.end(start);
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
    writeBucket(writer, count, EVERYTHING, exemplars);
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
