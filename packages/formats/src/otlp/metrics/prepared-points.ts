import type { HistogramValue, SeriesPoint } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import {
  EIGHT_BYTES,
  FIELD,
  MANY_BYTES,
  Nanoseconds,
  putDouble,
  putFixed64,
  putLength,
  putNanoseconds,
  putPackedDoubles,
  putPackedFixed64,
  sizeOfPacked,
  tag,
} from '../../put-fields.js';
import type { KeyValuePieces } from '../key-value-pieces.js';
import type { MetricPart } from './metrics-encoding.js';
import { DATA_POINTS, HISTOGRAM, NUMBER, POINT } from './protobuf-point.js';

const DATA_POINT = tag(DATA_POINTS, MANY_BYTES);
const START_TIME = tag(POINT.startTime, EIGHT_BYTES);
const TIME = tag(POINT.time, EIGHT_BYTES);
const COUNT = tag(POINT.count, EIGHT_BYTES);
const SUM = tag(POINT.sum, EIGHT_BYTES);
const MIN = tag(HISTOGRAM.min, EIGHT_BYTES);
const MAX = tag(HISTOGRAM.max, EIGHT_BYTES);
const BUCKETS = tag(HISTOGRAM.buckets, MANY_BYTES);
const BOUNDS = tag(HISTOGRAM.bounds, MANY_BYTES);
const DOUBLE = tag(NUMBER.double, EIGHT_BYTES);

/** What a point has around its fields: its tag and length, and what pieces put after their end. */
const AROUND = 16;

/**
 * Writes the data points of a metric whose attributes' values are known by number, as they are in a store. What every
 * point has is at hand, and how long it gets is known beforehand: its numbers go straight to their places.
 */
export class PreparedPoints {
  private readonly time = new Nanoseconds();
  /** Many series begin at the same time: those of one delta reader, and the zeros of a counter. */
  private readonly startTime = new Nanoseconds();
  private boundaries: readonly number[] = [];
  private bounds = new Float64Array(0);
  /** How many bytes the counts of the buckets and their bounds take. */
  private lists = sizeOfPacked(1);

  /** @param time of all points, in milliseconds since 1970 */
  constructor(
    private readonly writer: ProtobufWriter,
    private readonly readAt: number,
  ) {
    this.time.set(readAt);
  }

  /**
   * Writes a point without exemplars.
   * @param pieces have looked up its attributes
   */
  write({ form }: MetricPart, point: SeriesPoint, pieces: KeyValuePieces): void {
    // Of a gauge it says nothing; and a clock may have been set back since the series began.
    this.startTime.set(Math.min(point.startTime, this.readAt));
    const { value } = point;
    if (typeof value === 'object') this.writeHistogram(value as HistogramValue, pieces);
    else this.writeNumber(value, form === 'gauge', pieces);
  }

  private writeNumber(value: number, isGauge: boolean, pieces: KeyValuePieces): void {
    const view = this.begin((isGauge ? 2 : 3) * FIELD + pieces.size);
    let at = this.writer.length;
    if (!isGauge) at = putNanoseconds(view, at, START_TIME, this.startTime);
    at = putNanoseconds(view, at, TIME, this.time);
    at = putDouble(view, at, DOUBLE, value);
    this.writer.length = pieces.put(view, at);
  }

  private writeHistogram(value: HistogramValue, pieces: KeyValuePieces): void {
    const { count, sum, min, max, buckets } = value;
    const bounds = this.boundsOf(value.boundaries);
    const [hasMin, hasMax] = [Number.isFinite(min), Number.isFinite(max)];
    const view = this.begin((4 + Number(hasMin) + Number(hasMax)) * FIELD + this.lists + pieces.size);
    const start = this.writer.length;
    putNanoseconds(view, start, START_TIME, this.startTime);
    putNanoseconds(view, start + FIELD, TIME, this.time);
    putFixed64(view, start + 2 * FIELD, COUNT, count);
    putDouble(view, start + 3 * FIELD, SUM, sum);
    let at = putPackedFixed64(view, start + 4 * FIELD, BUCKETS, buckets);
    at = putPackedDoubles(view, at, BOUNDS, bounds);
    if (hasMin) at = putDouble(view, at, MIN, min);
    if (hasMax) at = putDouble(view, at, MAX, max);
    this.writer.length = pieces.put(view, at);
  }

  /** A message of `size` bytes, whose fields are for the caller to put from the writer's `length` on. */
  private begin(size: number): DataView {
    const { writer } = this;
    const view = writer.room(size + AROUND);
    const at = writer.length;
    view.setUint8(at, DATA_POINT);
    writer.length = putLength(view, at + 1, size);
    return view;
  }

  /** A frozen array would take several times as long to read, for every point. */
  private boundsOf(boundaries: readonly number[]): Float64Array {
    if (boundaries === this.boundaries) return this.bounds;
    this.boundaries = boundaries;
    this.lists = sizeOfPacked(boundaries.length + 1) + sizeOfPacked(boundaries.length);
    this.bounds = Float64Array.from(boundaries);
    return this.bounds;
  }
}
