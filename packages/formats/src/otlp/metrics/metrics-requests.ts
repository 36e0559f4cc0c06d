import type { Collection, MetricDescription, MetricPoints, SeriesPoint } from '@portcall/metrics';
import type { ResourceAttributes } from '../resource.js';
import { type AttributesLike, type Corrected, sendableAttributes } from '../sendable-value.js';
import { JsonMetrics } from './json-metrics.js';
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
  /** The longest request, unless one data point alone is longer. @default 1,000,000 */
  readonly maxBytes?: number;
  /** The most data points in one request. @default as many as fit */
  readonly maxPoints?: number;
  /** Told what was replaced or left out because OTLP cannot carry it, such as `attribute "lot"`, and what it was. */
  readonly corrected?: Corrected;
  /** Told of every data point that cannot be sent: the name of its metric, and its value. */
  readonly leftOut?: (metric: string, value: unknown) => void;
}

/** What one step of writing gives: a request once it is full, which is valid until the next step is taken, or nothing yet. */
export type MetricsStep = KeepableRequest | undefined;

export interface KeepableRequest extends MetricsRequest {
  /** Makes its bytes the caller's, so that nothing else is ever written there. */
  readonly keep: () => void;
}

/**
 * A collection as bodies of OTLP requests in protobuf, each written when it is taken, so that whoever takes them one by one
 * with a pause in between never holds up the process for long. Nothing to send is no request. Never throws: metrics that
 * cannot be read are told as corrected.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export function metricsRequests(
  collection: Collection,
  resource: ResourceAttributes,
  options: MetricsRequestOptions = {},
): Iterable<MetricsRequest> {
  return keptRequests(metricsSteps(collection, resource, options));
}

/** The same in OTLP/JSON. */
export function jsonMetricsRequests(
  collection: Collection,
  resource: ResourceAttributes,
  options: MetricsRequestOptions = {},
): Iterable<MetricsRequest> {
  return keptRequests(jsonMetricsSteps(collection, resource, options));
}

function* keptRequests(steps: Iterable<MetricsStep>): Generator<MetricsRequest, void> {
  for (const request of steps) {
    if (request === undefined) continue;
    request.keep();
    yield { bytes: request.bytes, points: request.points };
  }
}

/**
 * As {@link metricsRequests}, in steps of at most 1,000 data points, which take some tenths of a millisecond: whoever lets
 * other work in between two of them never holds up the process. All requests are written in the same place.
 */
export function metricsSteps(
  collection: Collection,
  resource: ResourceAttributes,
  options: MetricsRequestOptions = {},
): Iterable<MetricsStep> {
  const sendable = sendableAttributes(resource, options.corrected ?? ignored);
  return stepsIn(new ProtobufMetrics(sendable, collection.time), collection, options);
}

/** The same in OTLP/JSON. */
export function jsonMetricsSteps(
  collection: Collection,
  resource: ResourceAttributes,
  options: MetricsRequestOptions = {},
): Iterable<MetricsStep> {
  const sendable = sendableAttributes(resource, options.corrected ?? ignored);
  return stepsIn(new JsonMetrics(sendable, collection.time), collection, options);
}

// What the strictest receivers take, and little to hold at a time.
const MOST_BYTES = 1_000_000;
// Histograms of 15 buckets take a third of a millisecond in protobuf and 3 in JSON.
const STEP = 1_000;
// What ending a request adds: lengths that take more bytes than were held for them, or brackets.
const ENDING = 64;

function* stepsIn(
  encoding: MetricsEncoding,
  { metrics }: Collection,
  options: MetricsRequestOptions,
): Generator<MetricsStep, void> {
  const {
    maxBytes = MOST_BYTES,
    maxPoints = Number.POSITIVE_INFINITY,
    corrected = ignored,
    leftOut = ignored,
  } = options;
  const request = new OpenRequest(encoding);
  const ended = (): KeepableRequest => {
    const { points } = request;
    return { bytes: request.end(), points, keep: () => encoding.leave() };
  };
  let read = 0;
  for (const { metric: given, temporality, columns, points } of byScope(metrics)) {
    const metric = sendableDescription(given, corrected);
    let part: MetricPart | undefined;
    try {
      for (const point of points) {
        const form = formOf(metric, point.value);
        if (form === undefined) leftOut(metric.name, point.value);
        else {
          if (part?.form !== form) part = { metric, form, temporality, columns };
          reportSum(metric, point.value, corrected);
          request.add(part, point, attributesOf(encoding, part, point, corrected));
          if (encoding.length + ENDING > maxBytes && request.points > 1) {
            // Written once: until the next step is taken its series may be gone.
            const written = request.takeBack();
            yield ended();
            request.addAgain(part, written);
          }
          if (request.points >= maxPoints) yield ended();
        }
        read += 1;
        if (read % STEP === 0) yield undefined;
      }
    } catch (cause) {
      corrected('what cannot be read', cause);
    }
  }
  if (request.points > 0) yield ended();
  encoding.end();
}

/** A point's attributes as they can be sent; undefined where the encoding knows them without reading them. */
function attributesOf(
  encoding: MetricsEncoding,
  part: MetricPart,
  point: SeriesPoint,
  corrected: Corrected,
): AttributesLike | undefined {
  return encoding.knows(part, point) ? undefined : sendablePointAttributes(point.attributes, corrected);
}

function ignored(): void {}

/** Metrics of one scope one after the other, so that it is written once; otherwise in their order. */
function byScope(metrics: readonly MetricPoints[]): Iterable<MetricPoints> {
  const scopes = new Map<string, MetricPoints[]>();
  for (const points of metrics) {
    const { scope, scopeVersion, scopeSchemaUrl = '' } = points.metric;
    const key = `${scope}\0${scopeVersion}\0${scopeSchemaUrl}`;
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
