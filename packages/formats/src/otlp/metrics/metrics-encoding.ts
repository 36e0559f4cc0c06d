import type { MetricDescription, SeriesPoint, Temporality } from '@portcall/metrics';
import type { AttributesLike } from '../sendable-value.js';

/** Which of OTLP's kinds of data the points of a metric are. */
export type MetricForm = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram';

/** Points of one metric in one form, as one request has them. */
export interface MetricPart {
  readonly metric: MetricDescription;
  readonly form: MetricForm;
  readonly temporality: Temporality;
}

/**
 * One way to write an ExportMetricsServiceRequest, part by part into one buffer. Everything it is given can be sent as it is,
 * and whatever begins ends before what is around it ends.
 */
export interface MetricsEncoding {
  /** How long the request is so far; in bytes where it has one-byte characters only. */
  readonly length: number;
  beginRequest(): void;
  beginScope(metric: MetricDescription): void;
  beginMetric(part: MetricPart): void;
  /** @param attributes the point's own, as they can be sent */
  writePoint(point: SeriesPoint, attributes: AttributesLike): void;
  /** Takes back the points that made the request longer than `length`. */
  cutTo(length: number): void;
  endMetric(): void;
  endScope(): void;
  endRequest(): Uint8Array;
}
