import type { Exemplar, ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import { mergedExponential } from '@portcall/metrics/internal';
import type { ReadPoint } from './read-metrics.js';

/**
 * One delta of two that follow each other, over the time of both; undefined where there is none that says the same: histograms
 * whose boundaries differ, and sums that no number holds.
 */
export function mergedDelta(older: ReadPoint, newer: ReadPoint): ReadPoint | undefined {
  const value = mergedValue(older.value, newer.value);
  if (value === undefined) return undefined;
  return {
    ...newer,
    startTime: Math.min(older.startTime, newer.startTime),
    value,
    exemplars: newest(value, older, newer),
  };
}

type Value = SeriesPoint['value'];

function mergedValue(older: Value, newer: Value): Value | undefined {
  if (typeof older === 'number' || typeof newer === 'number') return finite(Number(older) + Number(newer));
  const sum = older.sum + newer.sum;
  if (Number.isFinite(older.sum) && Number.isFinite(newer.sum) && finite(sum) === undefined) return undefined;
  // The least and the greatest of both are known where both are.
  const counts = {
    count: older.count + newer.count,
    sum,
    min: Math.min(older.min, newer.min),
    max: Math.max(older.max, newer.max),
  };
  if ('scale' in older && 'scale' in newer) return { ...mergedExponential([older, newer]), ...counts };
  return 'scale' in older || 'scale' in newer ? undefined : mergedBuckets(older, newer, counts);
}

function finite(sum: number): number | undefined {
  return Number.isFinite(sum) ? sum : undefined;
}

type Counts = Pick<HistogramValue, 'count' | 'sum' | 'min' | 'max'>;

function mergedBuckets(older: HistogramValue, newer: HistogramValue, counts: Counts): HistogramValue | undefined {
  const { boundaries } = newer;
  const isSame =
    boundaries.length === older.boundaries.length && boundaries.every((one, at) => one === older.boundaries[at]);
  if (!isSame) return undefined;
  const buckets = Array.from(newer.buckets, (values, bucket) => values + (older.buckets[bucket] as number));
  return { ...counts, boundaries, buckets };
}

/** As many as OpenTelemetry's specification has of exponential buckets by default. */
const MOST_OF_EXPONENTIAL = 20;

/** As many as a single point would have: of each bucket the newest. */
function newest(value: Value, older: SeriesPoint, newer: SeriesPoint): readonly Exemplar[] {
  const both = [...newer.exemplars, ...older.exemplars];
  if (typeof value === 'number') return both.slice(0, 1);
  if (isExponential(value)) return both.slice(0, MOST_OF_EXPONENTIAL);
  const byBucket = new Map<number, Exemplar>();
  for (const exemplar of both) {
    const above = value.boundaries.findIndex((boundary) => exemplar.value <= boundary);
    if (!byBucket.has(above)) byBucket.set(above, exemplar);
  }
  return [...byBucket.values()];
}

function isExponential(value: HistogramValue | ExponentialValue): value is ExponentialValue {
  return 'scale' in value;
}
