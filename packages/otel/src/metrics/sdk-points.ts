import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { ExponentialValue, HistogramValue, MetricDescription, MetricPoints, SeriesPoint } from '@portcall/metrics';

/** What OpenTelemetry's metrics SDK collects, as far as it is read here. */
export interface SdkMetrics {
  readonly scopeMetrics: readonly SdkScopeMetrics[];
}

export interface SdkScopeMetrics {
  readonly scope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
  readonly metrics: readonly SdkMetric[];
}

export interface SdkMetric {
  readonly descriptor: {
    readonly name: string;
    readonly unit: string;
    readonly description: string;
    readonly valueType?: number;
  };
  readonly aggregationTemporality: number;
  readonly dataPointType: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly SdkDataPoint[];
}

export interface SdkDataPoint {
  readonly startTime: readonly [seconds: number, nanoseconds: number];
  readonly attributes: SeriesPoint['attributes'];
  readonly value: unknown;
}

// The SDK's AggregationTemporality and DataPointType and the API's ValueType, as numbers so that nothing is loaded for them.
const DELTA = 0;
const HISTOGRAM = 0;
const EXPONENTIAL = 1;
const GAUGE = 2;
const INT = 0;

/**
 * What the SDK collected of somebody else's instruments, as points like our own. Whoever writes them checks attributes and
 * numbers; what cannot even be read is left out, counted, and reported once per metric. Never throws, nor do the points.
 */
export function sdkPoints({ scopeMetrics }: SdkMetrics): readonly MetricPoints[] {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map((metric): MetricPoints => {
      const temporality = metric.aggregationTemporality === DELTA ? 'delta' : 'cumulative';
      return { metric: descriptionOf(metric, scope), temporality, points: pointsOf(metric) };
    }),
  );
}

function descriptionOf(metric: SdkMetric, scope: SdkScopeMetrics['scope']): MetricDescription {
  const { name, unit, description, valueType } = metric.descriptor;
  return {
    name: textOf(name),
    kind: kindOf(metric),
    unit: textOf(unit),
    description: textOf(description),
    scope: textOf(scope.name),
    scopeVersion: textOf(scope.version),
    scopeSchemaUrl: textOf(scope.schemaUrl),
    valueType: valueType === INT ? 'int' : 'double',
  };
}

/** Programs without types give anything. */
function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}

function kindOf({ dataPointType, isMonotonic }: SdkMetric): MetricDescription['kind'] {
  if (dataPointType === HISTOGRAM || dataPointType === EXPONENTIAL) return 'histogram';
  if (dataPointType === GAUGE) return 'gauge';
  return isMonotonic === true ? 'counter' : 'upDownCounter';
}

function* pointsOf(metric: SdkMetric): Generator<SeriesPoint, void> {
  for (const { attributes, startTime, value: measured } of metric.dataPoints) {
    const value = pointValueOf(metric, measured);
    if (value === undefined) reportPoint(textOf(metric.descriptor.name), measured);
    else yield { attributes, value, startTime: millisecondsOf(startTime), exemplars: NONE };
  }
}

const NONE: SeriesPoint['exemplars'] = Object.freeze([]);

function millisecondsOf([seconds, nanoseconds]: SdkDataPoint['startTime']): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Undefined for what is not a number where one must be: a counter that was given a text holds one, and NaN for ever. */
function pointValueOf({ dataPointType }: SdkMetric, value: unknown): SeriesPoint['value'] | undefined {
  if (dataPointType === HISTOGRAM) return histogramOf(value as SdkHistogram);
  if (dataPointType === EXPONENTIAL) return exponentialOf(value as SdkExponential);
  const isNumber = dataPointType === GAUGE ? typeof value === 'number' : Number.isFinite(value);
  return isNumber ? (value as number) : undefined;
}

interface SdkCounts {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
}

interface SdkHistogram extends SdkCounts {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

interface SdkExponential extends SdkCounts {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: SdkBuckets;
  readonly negative: SdkBuckets;
}

interface SdkBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

function histogramOf({ buckets, ...counts }: SdkHistogram): HistogramValue {
  return { ...countsOf(counts), boundaries: buckets.boundaries, buckets: buckets.counts };
}

function exponentialOf({ scale, zeroCount, positive, negative, ...counts }: SdkExponential): ExponentialValue {
  return { ...countsOf(counts), scale, zeroCount, positive: bucketsOf(positive), negative: bucketsOf(negative) };
}

function countsOf({ count, sum = Number.NaN, min = Number.NaN, max = Number.NaN }: SdkCounts): Required<SdkCounts> {
  return { count, sum, min, max };
}

function bucketsOf({ offset, bucketCounts }: SdkBuckets): ExponentialValue['positive'] {
  return { offset, counts: bucketCounts };
}

function reportPoint(metric: string, value: unknown): void {
  report({
    key: 'export.points_unsendable',
    about: metric,
    message: () =>
      `${metric}: a data point of ${shown(value)} cannot be exported; it is left out of this and every export that has ` +
      'it; record finite numbers only',
  });
}
