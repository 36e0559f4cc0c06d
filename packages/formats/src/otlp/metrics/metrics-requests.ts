import type { Collection, MetricDescription, MetricPoints, SeriesPoint } from '@portcall/metrics';
import type { ResourceAttributes } from '../resource.js';
import { type Corrected, sendableAttributes } from '../sendable-value.js';
import type { MetricPart, MetricsEncoding } from './metrics-encoding.js';
import { OpenRequest } from './open-request.js';
import { ProtobufMetrics } from './protobuf-metrics.js';
import { formOf, sendableDescription, sendablePointAttributes } from './sendable-metric.js';

/** One request's body, before it is compressed. */
export interface MetricsRequest {
  readonly bytes: Uint8Array;
  /** How many data points are in it: at least one. */
  readonly points: number;
}

export interface MetricsRequestOptions {
  /** The longest request, unless one data point alone is longer. @default 4,194,304 */
  readonly maxBytes?: number;
  /** The most data points in one request, which bounds how long one is written. @default 4,000 */
  readonly maxPoints?: number;
  /** Told what was replaced or left out because OTLP cannot carry it, such as `attribute "lot"`, and what it was. */
  readonly corrected?: Corrected;
  /** Told of every data point that cannot be sent: the name of its metric, and its value. */
  readonly leftOut?: (metric: string, value: unknown) => void;
}

/**
 * A collection as bodies of OTLP requests in protobuf, each written when it is taken, so that whoever takes them one by one
 * with a pause in between never holds up the process. Nothing to send is no request. Never throws: metrics that cannot be
 * read are told as corrected.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export function metricsRequests(
  collection: Collection,
  resource: ResourceAttributes,
  options: MetricsRequestOptions = {},
): Iterable<MetricsRequest> {
  const sendable = sendableAttributes(resource, options.corrected ?? ignored);
  return requestsIn(new ProtobufMetrics(sendable, collection.time), collection, options);
}

const MIB = 1_048_576;
const MOST_POINTS = 4_000;
// What ending a request adds: lengths that take more bytes than were held for them, or brackets.
const ENDING = 64;

function* requestsIn(
  encoding: MetricsEncoding,
  { metrics }: Collection,
  options: MetricsRequestOptions,
): Generator<MetricsRequest, void> {
  const { maxBytes = 4 * MIB, maxPoints = MOST_POINTS, corrected = ignored, leftOut = ignored } = options;
  const request = new OpenRequest(encoding);
  for (const { metric: given, temporality, points } of byScope(metrics)) {
    const metric = sendableDescription(given, corrected);
    let part: MetricPart | undefined;
    try {
      for (const point of points) {
        const form = formOf(metric, point.value);
        if (form === undefined) {
          leftOut(metric.name, point.value);
          continue;
        }
        if (part?.form !== form) part = { metric, form, temporality };
        reportSum(metric, point.value, corrected);
        const attributes = sendablePointAttributes(point.attributes, corrected);
        request.add(part, point, attributes);
        if (encoding.length + ENDING > maxBytes && request.points > 1) {
          request.takeBack();
          yield ended(request);
          request.add(part, point, attributes);
        }
        if (request.points >= maxPoints) yield ended(request);
      }
    } catch (cause) {
      corrected('what cannot be read', cause);
    }
  }
  if (request.points > 0) yield ended(request);
}

function ended(request: OpenRequest): MetricsRequest {
  const { points } = request;
  return { bytes: request.end(), points };
}

function ignored(): void {}

/** Metrics of one scope one after the other, so that it is written once; otherwise in their order. */
function byScope(metrics: readonly MetricPoints[]): Iterable<MetricPoints> {
  const scopes = new Map<string, MetricPoints[]>();
  for (const points of metrics) {
    const { scope, scopeVersion } = points.metric;
    const key = `${scope}\0${scopeVersion}`;
    const known = scopes.get(key);
    if (known === undefined) scopes.set(key, [points]);
    else known.push(points);
  }
  return [...scopes.values()].flat();
}

/** Whatever its sum is, the counts of a histogram go. */
function reportSum({ name }: MetricDescription, value: SeriesPoint['value'], corrected: Corrected): void {
  if (typeof value === 'object' && !Number.isFinite(value.sum)) {
    corrected(`the sum, least or greatest of ${name}`, value.sum);
  }
}
