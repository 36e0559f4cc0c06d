import type { Exemplar, ExponentialBuckets, ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import { writeKeyValues } from '../any-value.js';
import { KeyValuePieces } from '../key-value-pieces.js';
import type { AttributesLike } from '../sendable-value.js';
import type { MetricPart } from './metrics-encoding.js';
import { isInt, isSendable } from './sendable-metric.js';

/** Of every kind of data, which holds its points under this number. */
export const DATA_POINTS = 1;

/** Of NumberDataPoint, HistogramDataPoint and ExponentialHistogramDataPoint alike. */
export const POINT = { startTime: 2, time: 3, count: 4, sum: 5 } as const;

export const NUMBER = { attributes: 7, double: 4, int: 6, exemplars: 5 } as const;
export const HISTOGRAM = { attributes: 9, buckets: 6, bounds: 7, exemplars: 8, min: 11, max: 12 } as const;
export const EXPONENTIAL = {
  attributes: 1,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  negative: 9,
  exemplars: 11,
  min: 12,
  max: 13,
} as const;
const BUCKETS = { offset: 1, counts: 2 } as const;
const EXEMPLAR = { time: 2, double: 3, spanId: 4, traceId: 5 } as const;

/** A point's own attributes as they can be sent, or what is written of them. */
export type PointAttributes = AttributesLike | KeyValuePieces;

/** Writes the fields of one data point, which was read at `collected` unless it says otherwise. */
export function writePoint(
  writer: ProtobufWriter,
  { form, metric }: MetricPart,
  point: SeriesPoint,
  collected: number,
  attributes: PointAttributes,
): void {
  const { value, exemplars, time = collected } = point;
  // Of a gauge it says nothing; and a clock may have been set back since the series began.
  if (form !== 'gauge') writer.nanoseconds(POINT.startTime, Math.min(point.startTime, time));
  writer.nanoseconds(POINT.time, time);
  if (typeof value === 'number') {
    if (isInt(metric, value)) writer.fixed64(NUMBER.int, value);
    else writer.double(NUMBER.double, value);
    writeParts(writer, NUMBER, attributes, exemplars);
  } else if (form === 'histogram') {
    writeHistogram(writer, value as HistogramValue);
    writeParts(writer, HISTOGRAM, attributes, exemplars);
  } else {
    writeExponential(writer, value as ExponentialValue);
    writeParts(writer, EXPONENTIAL, attributes, exemplars);
  }
}

function writeHistogram(writer: ProtobufWriter, value: HistogramValue): void {
  writeDistribution(writer, HISTOGRAM, value);
  writer.packedFixed64(HISTOGRAM.buckets, value.buckets);
  writer.fields(boundsOf(value.boundaries));
}

let lastBoundaries: readonly number[] = [];
let lastBounds: Uint8Array = new Uint8Array(0);

/** The same for all series of a metric: to copy the bytes takes 15 ns, to write 14 numbers of a frozen array 75. */
function boundsOf(boundaries: readonly number[]): Uint8Array {
  if (boundaries === lastBoundaries) return lastBounds;
  const writer = new ProtobufWriter(16 + boundaries.length * 8);
  if (boundaries.length > 0) writer.packedDoubles(HISTOGRAM.bounds, boundaries);
  lastBounds = writer.finish();
  lastBoundaries = boundaries;
  return lastBounds;
}

function writeExponential(writer: ProtobufWriter, value: ExponentialValue): void {
  writeDistribution(writer, EXPONENTIAL, value);
  writer.sint(EXPONENTIAL.scale, value.scale);
  writer.fixed64(EXPONENTIAL.zeroCount, value.zeroCount);
  writeBuckets(writer, EXPONENTIAL.positive, value.positive);
  writeBuckets(writer, EXPONENTIAL.negative, value.negative);
}

interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

function writeDistribution(
  writer: ProtobufWriter,
  field: { readonly min: number; readonly max: number },
  { count, sum, min, max }: Distribution,
): void {
  writer.fixed64(POINT.count, count);
  if (!Number.isFinite(sum)) return;
  writer.double(POINT.sum, sum);
  if (Number.isFinite(min)) writer.double(field.min, min);
  if (Number.isFinite(max)) writer.double(field.max, max);
}

function writeBuckets(writer: ProtobufWriter, field: number, { offset, counts }: ExponentialBuckets): void {
  const start = writer.begin(field);
  if (offset !== 0) writer.sint(BUCKETS.offset, offset);
  if (counts.length > 0) writer.packedVarints(BUCKETS.counts, counts);
  writer.end(start);
}

function writeParts(
  writer: ProtobufWriter,
  field: { readonly attributes: number; readonly exemplars: number },
  attributes: PointAttributes,
  exemplars: readonly Exemplar[],
): void {
  if (attributes instanceof KeyValuePieces) attributes.write(writer);
  else writeKeyValues(writer, field.attributes, attributes);
  for (const exemplar of exemplars) writeExemplar(writer, field.exemplars, exemplar);
}

function writeExemplar(writer: ProtobufWriter, field: number, exemplar: Exemplar): void {
  if (!isSendable(exemplar)) return;
  const start = writer.begin(field);
  writer.nanoseconds(EXEMPLAR.time, exemplar.time);
  writer.double(EXEMPLAR.double, exemplar.value);
  if (exemplar.traceId !== '') {
    writer.hex(EXEMPLAR.spanId, exemplar.spanId);
    writer.hex(EXEMPLAR.traceId, exemplar.traceId);
  }
  writer.end(start);
}
