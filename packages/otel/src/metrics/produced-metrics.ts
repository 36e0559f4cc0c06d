import type { Attributes, HrTime } from '@opentelemetry/api';
import type { Collection, ExponentialValue, HistogramValue, MetricPoints, SeriesPoint } from '@portcall/metrics';
import { hrTimeOf } from '../spans/hr-time.js';

// OpenTelemetry's data of metrics, as its SDK has it, with the numbers of its enums so that nothing is loaded for them.

/** The metrics of one instrumentation scope. */
export interface ProducedScope {
  readonly scope: { readonly name: string; readonly version?: string };
  readonly metrics: ProducedMetric[];
}

export type ProducedMetric = Common &
  (
    | { readonly dataPointType: 0; readonly dataPoints: ProducedPoint<ProducedHistogram>[] }
    | { readonly dataPointType: 1; readonly dataPoints: ProducedPoint<ProducedExponential>[] }
    | { readonly dataPointType: 2; readonly dataPoints: ProducedPoint<number>[] }
    | { readonly dataPointType: 3; readonly isMonotonic: boolean; readonly dataPoints: ProducedPoint<number>[] }
  );

interface Common {
  readonly descriptor: {
    readonly name: string;
    readonly unit: string;
    readonly description: string;
    readonly valueType: 1;
  };
  readonly aggregationTemporality: 0 | 1;
}

export interface ProducedPoint<V> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly value: V;
}

interface Counts {
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
}

export interface ProducedHistogram extends Counts {
  readonly buckets: { boundaries: number[]; counts: number[] };
}

export interface ProducedExponential extends Counts {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { offset: number; bucketCounts: number[] };
  readonly negative: { offset: number; bucketCounts: number[] };
}

/** A collection by scopes. A metric that cannot be read is left out, with its error. */
export function producedScopes({ time, metrics }: Collection, errors: unknown[]): ProducedScope[] {
  const scopes = new Map<string, ProducedScope>();
  for (const metric of metrics) {
    try {
      scopeOf(scopes, metric).metrics.push(producedMetric(metric, hrTimeOf(time)));
    } catch (cause) {
      errors.push(cause);
    }
  }
  return [...scopes.values()].filter(({ metrics: some }) => some.length > 0);
}

function scopeOf(scopes: Map<string, ProducedScope>, { metric: { scope, scopeVersion } }: MetricPoints): ProducedScope {
  const key = JSON.stringify([scope, scopeVersion]);
  const known = scopes.get(key);
  if (known !== undefined) return known;
  const made: ProducedScope = {
    scope: { name: scope, ...(scopeVersion === '' ? {} : { version: scopeVersion }) },
    metrics: [],
  };
  scopes.set(key, made);
  return made;
}

function producedMetric({ metric, temporality, points }: MetricPoints, endTime: HrTime): ProducedMetric {
  const { name, unit, description, kind } = metric;
  const common: Common = {
    descriptor: { name, unit, description, valueType: 1 },
    aggregationTemporality: temporality === 'delta' ? 0 : 1,
  };
  // Copied at once: a point and its value are written over with the next one.
  const all = <V>(copied: (value: never) => V): ProducedPoint<V>[] =>
    Array.from(points, (point) => producedPoint(point, endTime, copied));
  if (kind === 'gauge') return { ...common, dataPointType: 2, dataPoints: all((value: number) => value) };
  if (kind !== 'histogram') {
    return { ...common, dataPointType: 3, isMonotonic: kind === 'counter', dataPoints: all((value: number) => value) };
  }
  return producedHistograms(common, all(copiedHistogram));
}

function producedPoint<V>(
  { attributes, startTime, value }: SeriesPoint,
  endTime: HrTime,
  copied: (value: never) => V,
): ProducedPoint<V> {
  return {
    startTime: hrTimeOf(startTime),
    endTime,
    attributes: { ...(attributes as Attributes) },
    value: copied(value as never),
  };
}

type AnyHistogram = ProducedHistogram | ProducedExponential;

/** All of a metric's histograms have buckets of one kind. */
function producedHistograms(common: Common, points: ProducedPoint<AnyHistogram>[]): ProducedMetric {
  const isExponential = points.some(({ value }) => 'scale' in value);
  return isExponential
    ? { ...common, dataPointType: 1, dataPoints: points as ProducedPoint<ProducedExponential>[] }
    : { ...common, dataPointType: 0, dataPoints: points as ProducedPoint<ProducedHistogram>[] };
}

function copiedHistogram(value: HistogramValue | ExponentialValue): AnyHistogram {
  const counts = countsOf(value);
  if ('scale' in value) {
    const { scale, zeroCount, positive, negative } = value;
    return { ...counts, scale, zeroCount, positive: copiedBuckets(positive), negative: copiedBuckets(negative) };
  }
  return { ...counts, buckets: { boundaries: [...value.boundaries], counts: Array.from(value.buckets) } };
}

/** What is not known is absent: a delta's minimum and maximum. */
function countsOf({ count, sum, min, max }: HistogramValue | ExponentialValue): Counts {
  return {
    count,
    sum,
    ...(Number.isFinite(min) ? { min } : {}),
    ...(Number.isFinite(max) ? { max } : {}),
  };
}

function copiedBuckets({ offset, counts }: ExponentialValue['positive']): ProducedExponential['positive'] {
  return { offset, bucketCounts: Array.from(counts) };
}
