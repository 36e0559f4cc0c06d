import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { strictlyRead } from './strict-json.js';

/*
 * Read with the protocol's own .proto files, so that an encoder and this decoder cannot be wrong together.
 */

/** The body of a metrics request as the protocol's names have it; 64-bit numbers as texts, and ids as hexadecimal digits. */
export function decodedRequest(bytes: Uint8Array): RequestLike {
  const type = requestType();
  const message = type.decode(bytes);
  return readable(type.toObject(message, { longs: String, enums: Number })) as RequestLike;
}

/** The same of a body in OTLP/JSON, after every name, id, enum and 64-bit integer in it was held against the protocol's. */
export function decodedJsonRequest(bytes: Uint8Array): RequestLike {
  const type = requestType();
  const json = JSON.parse(Buffer.from(bytes).toString('utf8')) as object;
  return decodedRequest(type.encode(type.fromObject(strictlyRead(type, json))).finish());
}

export interface RequestLike {
  readonly resourceMetrics: readonly {
    readonly resource?: { readonly attributes?: readonly object[] };
    readonly scopeMetrics: readonly {
      readonly scope?: { readonly name?: string; readonly version?: string };
      readonly schemaUrl?: string;
      readonly metrics: readonly MetricLike[];
    }[];
  }[];
}

export interface MetricLike {
  readonly name: string;
  readonly [form: string]: unknown;
}

/** One data point by itself, with all that is said of it in the messages around it. */
export interface LonePoint {
  readonly of: string;
  readonly point: Readonly<Record<string, unknown>>;
}

/** Every data point of the requests in an order that does not depend on theirs. */
export function lonePoints(requests: readonly RequestLike[]): readonly LonePoint[] {
  const points = requests.flatMap(({ resourceMetrics }) =>
    resourceMetrics.flatMap(({ resource, scopeMetrics = [] }) =>
      scopeMetrics.flatMap(({ scope, metrics = [] }) =>
        metrics.flatMap((metric) => pointsOf(metric, { resource, scope })),
      ),
    ),
  );
  const keyed = points.map((point) => [JSON.stringify([point.of, point.point['attributes']]), point] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, point]) => point);
}

const FORMS = ['gauge', 'sum', 'histogram', 'exponentialHistogram'];

function pointsOf(metric: MetricLike, around: object): readonly LonePoint[] {
  const form = FORMS.find((candidate) => metric[candidate] !== undefined) as string;
  const { dataPoints = [], ...ofData } = metric[form] as { dataPoints?: readonly Record<string, unknown>[] };
  const of = JSON.stringify({ ...around, ...metric, [form]: ofData });
  return dataPoints.map((point) => ({ of, point: { ...point, attributes: sorted(point['attributes']) } }));
}

function sorted(attributes: unknown = []): readonly unknown[] {
  return [...(attributes as readonly { key: string }[])].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function requestType(): protobuf.Type {
  schema ??= loadSchema();
  return schema.lookupType('opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest');
}

let schema: protobuf.Root | undefined;

function loadSchema(): protobuf.Root {
  const directory = dirname(createRequire(__filename).resolve('@elastic/mockotlpserver/package.json'));
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join(directory, target);
  root.loadSync('opentelemetry/proto/collector/metrics/v1/metrics_service.proto').resolveAll();
  return root;
}

/** Bytes as hexadecimal digits, at any depth. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, readable(part)]));
}
