import type { MetricForm } from '../metrics/metrics-encoding.js';
import type { MessageFields } from './protobuf-message.js';

/*
 * The messages of opentelemetry/proto/metrics/v1/metrics.proto, as far as they are written here, by the names that they have in
 * OTLP's JSON.
 */

const ANY_VALUE: MessageFields = {
  1: ['stringValue', 'text'],
  2: ['boolValue', 'bool'],
  3: ['intValue', 'int'],
  4: ['doubleValue', 'double'],
  5: ['arrayValue', () => ARRAY_VALUE],
  6: ['kvlistValue', () => KEY_VALUE_LIST],
  7: ['bytesValue', 'raw'],
};
const ARRAY_VALUE: MessageFields = { 1: ['values', [() => ANY_VALUE]] };
const KEY_VALUE: MessageFields = { 1: ['key', 'text'], 2: ['value', () => ANY_VALUE] };
const KEY_VALUE_LIST: MessageFields = { 1: ['values', [() => KEY_VALUE]] };
const ATTRIBUTES = ['attributes', [() => KEY_VALUE]] as const;

const EXEMPLAR: MessageFields = {
  2: ['timeUnixNano', 'fixed64'],
  3: ['asDouble', 'double'],
  4: ['spanId', 'hex'],
  5: ['traceId', 'hex'],
};
const EXEMPLARS = ['exemplars', [() => EXEMPLAR]] as const;
const BUCKETS: MessageFields = { 1: ['offset', 'sint'], 2: ['bucketCounts', 'varints'] };
const TIMES = { 2: ['startTimeUnixNano', 'fixed64'], 3: ['timeUnixNano', 'fixed64'] } as const;
const COUNTS = { ...TIMES, 4: ['count', 'fixed64'], 5: ['sum', 'double'] } as const;

const NUMBER_POINT: MessageFields = {
  ...TIMES,
  4: ['asDouble', 'double'],
  5: EXEMPLARS,
  6: ['asInt', 'sfixed64'],
  7: ATTRIBUTES,
};
const HISTOGRAM_POINT: MessageFields = {
  ...COUNTS,
  6: ['bucketCounts', 'fixed64s'],
  7: ['explicitBounds', 'doubles'],
  8: EXEMPLARS,
  9: ATTRIBUTES,
  11: ['min', 'double'],
  12: ['max', 'double'],
};
const EXPONENTIAL_POINT: MessageFields = {
  ...COUNTS,
  1: ATTRIBUTES,
  6: ['scale', 'sint'],
  7: ['zeroCount', 'fixed64'],
  8: ['positive', () => BUCKETS],
  9: ['negative', () => BUCKETS],
  11: EXEMPLARS,
  12: ['min', 'double'],
  13: ['max', 'double'],
};

/** Of each kind of data its points. */
export const POINT_FIELDS: Readonly<Record<MetricForm, MessageFields>> = {
  gauge: NUMBER_POINT,
  sum: NUMBER_POINT,
  histogram: HISTOGRAM_POINT,
  exponentialHistogram: EXPONENTIAL_POINT,
};

/** Its points are left as they are: there are many. */
const DATA: MessageFields = {
  1: ['dataPoints', ['raw']],
  2: ['aggregationTemporality', 'enum'],
  3: ['isMonotonic', 'bool'],
};
const METRIC: MessageFields = {
  1: ['name', 'text'],
  2: ['description', 'text'],
  3: ['unit', 'text'],
  5: ['gauge', () => DATA],
  7: ['sum', () => DATA],
  9: ['histogram', () => DATA],
  10: ['exponentialHistogram', () => DATA],
};
const SCOPE: MessageFields = { 1: ['name', 'text'], 2: ['version', 'text'] };
const SCOPE_METRICS: MessageFields = {
  1: ['scope', () => SCOPE],
  2: ['metrics', [() => METRIC]],
  3: ['schemaUrl', 'text'],
};
const RESOURCE_METRICS: MessageFields = { 2: ['scopeMetrics', [() => SCOPE_METRICS]] };

export const METRICS_REQUEST: MessageFields = { 1: ['resourceMetrics', [() => RESOURCE_METRICS]] };
