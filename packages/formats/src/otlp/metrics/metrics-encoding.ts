import type { MetricDescription, MetricPoints, SeriesPoint, Temporality } from '@portcall/metrics';
import type { AttributesLike } from '../sendable-value.js';

/** Which of OTLP's kinds of data the points of a metric are. */
export type MetricForm = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram';

/** Points of one metric in one form, as one request has them. */
export interface MetricPart {
  readonly metric: MetricDescription;
  readonly form: MetricForm;
  readonly temporality: Temporality;
  /** Where the points are of a store: what stands for their attributes. */
  readonly columns: MetricPoints['columns'];
}

/** One point as it was written, by the encoding that wrote it. */
export type WrittenPoint = Uint8Array | string;

/**
 * One way to write an ExportMetricsServiceRequest, part by part into one buffer. Everything it is given can be sent as it is,
 * and whatever begins ends before what is around it ends.
 */
export interface MetricsEncoding {
  /** How many bytes are written of the request so far. */
  readonly length: number;
  beginRequest(): void;
  beginScope(metric: MetricDescription): void;
  beginMetric(part: MetricPart): void;
  /** Whether it knows what to write of a point's attributes that come in columns, so that nobody has to read them. */
  knows(part: MetricPart, point: SeriesPoint): boolean;
  /** @param attributes the point's own, as they can be sent; undefined where it has just said that it knows them */
  writePoint(point: SeriesPoint, attributes: AttributesLike | undefined): void;
  /** Takes back the last point, and all else that made the request longer than `length`. */
  takeBack(length: number): WrittenPoint;
  /** Writes a point that was taken back. */
  writeAgain(point: WrittenPoint): void;
  endMetric(): void;
  endScope(): void;
  /** @returns the whole request, valid until the next one begins */
  endRequest(): Uint8Array;
  /** Writes what comes next elsewhere, so that the last request stays as it is. */
  leave(): void;
  /** Nothing will be written any more, and nobody has the last request. */
  end(): void;
}
