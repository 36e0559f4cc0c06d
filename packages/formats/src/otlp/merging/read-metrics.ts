import type { Exemplar, ExponentialBuckets, MetricDescription, SeriesPoint, Temporality } from '@portcall/metrics';
import type { MetricForm } from '../metrics/metrics-encoding.js';
import { METRICS_REQUEST, POINT_FIELDS } from './metrics-fields.js';
import { protobufMessage } from './protobuf-message.js';
import { attributesKey, readAttributes } from './read-attributes.js';
import type {
  Digits,
  WrittenBuckets,
  WrittenData,
  WrittenExemplar,
  WrittenMetric,
  WrittenPoint,
  WrittenRequest,
  WrittenScope,
} from './written-metrics.js';

/** A point that stays as it is. */
export interface ReadPoint extends SeriesPoint {
  readonly time: number;
  /** Tells its series from all others of the metric. */
  readonly key: string;
}

/** One metric of a request, each of whose points is read when it is taken. */
export interface ReadMetric {
  readonly metric: MetricDescription;
  readonly form: MetricForm;
  readonly temporality: Temporality;
  readonly points: Iterable<ReadPoint>;
}

/**
 * What a request says that was written here.
 * @throws Error for bytes that are no request of metrics
 */
export function* readMetrics(bytes: Uint8Array, encoding: 'protobuf' | 'json'): Generator<ReadMetric, void> {
  const request: unknown =
    encoding === 'json' ? JSON.parse(new TextDecoder().decode(bytes)) : protobufMessage(bytes, METRICS_REQUEST);
  for (const { scopeMetrics } of (request as WrittenRequest).resourceMetrics) {
    for (const scope of scopeMetrics) for (const metric of scope.metrics) yield readMetric(metric, scope);
  }
}

const FORMS = Object.keys(POINT_FIELDS) as readonly MetricForm[];
const DELTA = 1;

function readMetric(written: WrittenMetric, { scope, schemaUrl = '' }: WrittenScope): ReadMetric {
  const { name = '', description = '', unit = '' } = written;
  const form = FORMS.find((one) => written[one] !== undefined) as MetricForm;
  const data = written[form] as WrittenData;
  const pointAt = (index: number): WrittenPoint => {
    const point = data.dataPoints[index] as Uint8Array | WrittenPoint;
    return point instanceof Uint8Array
      ? (protobufMessage(point, POINT_FIELDS[form]) as unknown as WrittenPoint)
      : point;
  };
  return {
    metric: {
      ...{ name, description, unit, kind: kindOf(form, data) },
      ...{ scope: scope.name ?? '', scopeVersion: scope.version ?? '', scopeSchemaUrl: schemaUrl },
      valueType: pointAt(0).asInt === undefined ? 'double' : 'int',
    },
    form,
    temporality: data.aggregationTemporality === DELTA ? 'delta' : 'cumulative',
    points: readPoints(data.dataPoints.length, (index) => readPoint(pointAt(index), form)),
  };
}

function* readPoints(count: number, pointAt: (index: number) => ReadPoint): Generator<ReadPoint, void> {
  for (let index = 0; index < count; index += 1) yield pointAt(index);
}

function kindOf(form: MetricForm, { isMonotonic = false }: WrittenData): MetricDescription['kind'] {
  if (form === 'gauge') return 'gauge';
  if (form === 'sum') return isMonotonic ? 'counter' : 'upDownCounter';
  return 'histogram';
}

function readPoint(written: WrittenPoint, form: MetricForm): ReadPoint {
  const { attributes, startTimeUnixNano, timeUnixNano, exemplars = [] } = written;
  const time = millisecondsOf(timeUnixNano);
  return {
    key: attributesKey(attributes),
    attributes: readAttributes(attributes) as SeriesPoint['attributes'],
    time,
    startTime: startTimeUnixNano === undefined ? time : millisecondsOf(startTimeUnixNano),
    value: readValue(written, form),
    exemplars: exemplars.map(readExemplar),
  };
}

/** The very number of milliseconds that was written as nanoseconds. */
function millisecondsOf(nanoseconds: Digits): number {
  const whole = BigInt(nanoseconds);
  return Number(whole / MILLION) + Number(whole % MILLION) / 1e6;
}

const MILLION = 1_000_000n;

function readValue(written: WrittenPoint, form: MetricForm): SeriesPoint['value'] {
  if (form === 'gauge' || form === 'sum') return Number(written.asInt ?? written.asDouble);
  // What was not sent is not known.
  const { count = 0, sum = Number.NaN, min = Number.NaN, max = Number.NaN } = written;
  const counts = { count: Number(count), sum, min, max };
  if (form === 'histogram')
    return { ...counts, boundaries: written.explicitBounds ?? [], buckets: written.bucketCounts ?? [] };
  return {
    ...counts,
    scale: written.scale ?? 0,
    zeroCount: Number(written.zeroCount ?? 0),
    positive: readBuckets(written.positive),
    negative: readBuckets(written.negative),
  };
}

function readBuckets({ offset = 0, bucketCounts = [] }: WrittenBuckets = {}): ExponentialBuckets {
  return { offset, counts: bucketCounts };
}

function readExemplar({ timeUnixNano, asDouble, spanId = '', traceId = '' }: WrittenExemplar): Exemplar {
  return { value: asDouble, time: millisecondsOf(timeUnixNano), traceId, spanId };
}
