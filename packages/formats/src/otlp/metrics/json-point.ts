import type { Exemplar, ExponentialBuckets, ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';
import { doubleJson, intDigits, keyValuesJson, nanosecondsJson } from '../json-value.js';
import type { AttributesLike } from '../sendable-value.js';
import type { MetricPart } from './metrics-encoding.js';
import { isInt, isSendable } from './sendable-metric.js';

/** One data point, which was read at `collected` unless it says otherwise. */
export function pointJson(part: MetricPart, point: SeriesPoint, collected: number, attributes: AttributesLike): string {
  const { time = collected } = point;
  // Of a gauge it says nothing; and a clock may have been set back since the series began.
  const start = part.form === 'gauge' ? '' : `"startTimeUnixNano":${nanosecondsJson(Math.min(point.startTime, time))},`;
  const exemplars = point.exemplars.filter(isSendable);
  return (
    `{"attributes":${keyValuesJson(attributes)},${start}"timeUnixNano":${nanosecondsJson(time)},` +
    `${valueJson(part, point.value)}${exemplars.length === 0 ? '' : exemplarsJson(exemplars)}}`
  );
}

function valueJson({ form, metric }: MetricPart, value: SeriesPoint['value']): string {
  if (typeof value === 'number') {
    return isInt(metric, value) ? `"asInt":"${intDigits(value)}"` : `"asDouble":${doubleJson(value)}`;
  }
  return form === 'histogram' ? histogramJson(value as HistogramValue) : exponentialJson(value as ExponentialValue);
}

function histogramJson(value: HistogramValue): string {
  return (
    `${distributionJson(value)},"bucketCounts":${countsJson(value.buckets)},` +
    `"explicitBounds":${boundsOf(value.boundaries)}`
  );
}

let lastBoundaries: readonly number[] = [];
let lastBounds = '[]';

/** The same for all series of a metric. */
function boundsOf(boundaries: readonly number[]): string {
  if (boundaries !== lastBoundaries) {
    lastBounds = `[${boundaries.map(doubleJson).join(',')}]`;
    lastBoundaries = boundaries;
  }
  return lastBounds;
}

function exponentialJson(value: ExponentialValue): string {
  return (
    `${distributionJson(value)},"scale":${value.scale},"zeroCount":${value.zeroCount},` +
    `"positive":${bucketsJson(value.positive)},"negative":${bucketsJson(value.negative)}`
  );
}

interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

function distributionJson({ count, sum, min, max }: Distribution): string {
  if (!Number.isFinite(sum)) return `"count":${count}`;
  const least = Number.isFinite(min) ? `,"min":${doubleJson(min)}` : '';
  const greatest = Number.isFinite(max) ? `,"max":${doubleJson(max)}` : '';
  return `"count":${count},"sum":${doubleJson(sum)}${least}${greatest}`;
}

function bucketsJson({ offset, counts }: ExponentialBuckets): string {
  return `{"offset":${offset},"bucketCounts":${countsJson(counts)}}`;
}

/**
 * Counts are numbers, not texts: decoders are to accept both, but one that is widely used (opentelemetry-proto of Rust) drops
 * a histogram with texts without a word.
 */
function countsJson(counts: ArrayLike<number>): string {
  if (counts.length === 0) return '[]';
  let list = String(counts[0]);
  for (let i = 1; i < counts.length; i += 1) list += `,${counts[i]}`;
  return `[${list}]`;
}

function exemplarsJson(exemplars: readonly Exemplar[]): string {
  const list = exemplars.map(({ value, time, traceId, spanId }) => {
    const ids = traceId === '' ? '' : `,"spanId":"${spanId}","traceId":"${traceId}"`;
    return `{"timeUnixNano":${nanosecondsJson(time)},"asDouble":${doubleJson(value)}${ids}}`;
  });
  return `,"exemplars":[${list.join(',')}]`;
}
