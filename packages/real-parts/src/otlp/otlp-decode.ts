import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import type {
  OtlpAttributes,
  OtlpAttributeValue,
  OtlpBuckets,
  OtlpExemplar,
  OtlpPoint,
  OtlpSpan,
} from './otlp-data.js';

/*
 * Read with the protocol's own .proto files and nothing of OpenTelemetry's JavaScript, so that an encoder and this
 * decoder cannot be wrong together.
 */

/** The data points in the body of an OTLP/HTTP metrics request, protobuf or JSON. */
export function decodeMetrics(body: Buffer, contentType: string): readonly OtlpPoint[] {
  const request = decoded<MetricsRequest>('metrics', body, contentType);
  return (request.resourceMetrics ?? []).flatMap(({ resource, scopeMetrics = [] }) =>
    scopeMetrics.flatMap(({ scope, schemaUrl, metrics = [] }) => {
      const origin = { scope: scopeOf(scope), resource: attributesOf(resource?.attributes) };
      return metrics.flatMap((metric) => pointsOf(metric, schemaUrl ? { ...origin, schemaUrl } : origin));
    }),
  );
}

/** The spans in the body of an OTLP/HTTP trace request, protobuf or JSON. */
export function decodeSpans(body: Buffer, contentType: string): readonly OtlpSpan[] {
  const request = decoded<TraceRequest>('trace', body, contentType);
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => spanOf(span, { scope: scopeOf(scope), resource: attributesOf(resource?.attributes) })),
    ),
  );
}

type Signal = 'metrics' | 'trace';

let schema: protobuf.Root | undefined;

function decoded<T>(signal: Signal, body: Buffer, contentType: string): T {
  if (contentType.startsWith('application/json')) return JSON.parse(body.toString('utf8')) as T;
  schema ??= loadSchema();
  const service = signal === 'metrics' ? 'ExportMetricsServiceRequest' : 'ExportTraceServiceRequest';
  const type = schema.lookupType(`opentelemetry.proto.collector.${signal}.v1.${service}`);
  return type.toObject(type.decode(body), { longs: String, enums: Number }) as T;
}

function loadSchema(): protobuf.Root {
  const directory = dirname(createRequire(__filename).resolve('@elastic/mockotlpserver/package.json'));
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join(directory, target);
  const services = ['trace', 'metrics'].map((name) => `opentelemetry/proto/collector/${name}/v1/${name}_service.proto`);
  root.loadSync(services).resolveAll();
  return root;
}

// The shape both encodings have once they are objects; absent means the type's zero.
interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeMetrics?: readonly {
      readonly scope?: Scope;
      readonly schemaUrl?: string;
      readonly metrics?: readonly Metric[];
    }[];
  }[];
}

interface TraceRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans?: readonly { readonly scope?: Scope; readonly spans?: readonly Span[] }[];
  }[];
}

interface Scope {
  readonly name?: string;
  readonly version?: string;
}

interface KeyValue {
  readonly key: string;
  readonly value?: AnyValue;
}

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
}

interface Metric {
  readonly name: string;
  readonly description?: string;
  readonly unit?: string;
  readonly sum?: MetricData;
  readonly gauge?: MetricData;
  readonly histogram?: MetricData;
  readonly exponentialHistogram?: MetricData;
}

interface MetricData {
  readonly dataPoints?: readonly DataPoint[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

interface DataPoint {
  readonly attributes?: readonly KeyValue[];
  readonly startTimeUnixNano?: string | number;
  readonly timeUnixNano?: string | number;
  readonly asDouble?: number | string;
  readonly asInt?: string | number;
  readonly count?: string | number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly (string | number)[];
  readonly explicitBounds?: readonly number[];
  readonly scale?: number;
  readonly zeroCount?: string | number;
  readonly positive?: Buckets;
  readonly negative?: Buckets;
  readonly exemplars?: readonly Exemplar[];
}

interface Exemplar {
  readonly asDouble?: number;
  readonly traceId?: Uint8Array | string;
  readonly spanId?: Uint8Array | string;
  readonly timeUnixNano?: string | number;
}

interface Buckets {
  readonly offset?: number;
  readonly bucketCounts?: readonly (string | number)[];
}

interface Span {
  readonly traceId: Uint8Array | string;
  readonly spanId: Uint8Array | string;
  readonly parentSpanId?: Uint8Array | string;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly KeyValue[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly {
    readonly name?: string;
    readonly timeUnixNano?: string | number;
    readonly attributes?: readonly KeyValue[];
  }[];
  readonly links?: readonly { readonly traceId: Uint8Array | string; readonly spanId: Uint8Array | string }[];
}

type Origin = Pick<OtlpPoint, 'scope' | 'resource' | 'schemaUrl'>;

const TYPES = ['sum', 'gauge', 'histogram', 'exponentialHistogram'] as const;
const TEMPORALITIES = [undefined, 'delta', 'cumulative'] as const;

function pointsOf(metric: Metric, origin: Origin): readonly OtlpPoint[] {
  const type = TYPES.find((candidate) => metric[candidate] !== undefined);
  if (type === undefined) return [];
  const { dataPoints = [], aggregationTemporality = 0, isMonotonic } = metric[type] as MetricData;
  return dataPoints.map((point) => ({
    name: metric.name,
    unit: metric.unit ?? '',
    description: metric.description ?? '',
    type,
    temporality: TEMPORALITIES[aggregationTemporality],
    monotonic: type === 'sum' ? (isMonotonic ?? false) : undefined,
    attributes: attributesOf(point.attributes),
    ...(type === 'sum' || type === 'gauge' ? numberOf(point) : countsOf(point)),
    ...(type === 'histogram' ? bucketsOf(point) : {}),
    ...(type === 'exponentialHistogram' ? exponentialOf(point) : {}),
    ...(point.exemplars === undefined || point.exemplars.length === 0
      ? {}
      : { exemplars: point.exemplars.map(exemplarOf) }),
    startTimeUnixNano: String(point.startTimeUnixNano ?? 0),
    timeUnixNano: String(point.timeUnixNano ?? 0),
    ...origin,
  }));
}

function numberOf({ asDouble, asInt }: DataPoint): Partial<OtlpPoint> {
  if (asInt !== undefined) return { value: Number(asInt), isInt: true };
  return { value: Number(asDouble ?? Number.NaN) };
}

function countsOf({ count = 0, sum, min, max }: DataPoint): Partial<OtlpPoint> {
  return {
    count: Number(count),
    ...(sum === undefined ? {} : { sum }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function bucketsOf({ bucketCounts = [], explicitBounds = [] }: DataPoint): Partial<OtlpPoint> {
  return { buckets: bucketCounts.map(Number), boundaries: explicitBounds };
}

function exponentialOf({ scale = 0, zeroCount = 0, positive, negative }: DataPoint): Partial<OtlpPoint> {
  return { scale, zeroCount: Number(zeroCount), positive: rangeOf(positive), negative: rangeOf(negative) };
}

/** Where nothing was counted some senders leave the buckets out, and others send them with any offset. */
function rangeOf({ offset = 0, bucketCounts = [] }: Buckets = {}): OtlpBuckets {
  return bucketCounts.length === 0 ? { offset: 0, counts: [] } : { offset, counts: bucketCounts.map(Number) };
}

function exemplarOf({ asDouble = 0, traceId = '', spanId = '', timeUnixNano = 0 }: Exemplar): OtlpExemplar {
  return { value: asDouble, traceId: idOf(traceId), spanId: idOf(spanId), timeUnixNano: String(timeUnixNano) };
}

function spanOf(span: Span, origin: Origin): OtlpSpan {
  return {
    name: span.name ?? '',
    kind: span.kind ?? 0,
    traceId: idOf(span.traceId),
    spanId: idOf(span.spanId),
    parentSpanId: span.parentSpanId === undefined ? '' : idOf(span.parentSpanId),
    attributes: attributesOf(span.attributes),
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
    events: (span.events ?? []).map(({ name = '', timeUnixNano = 0, attributes }) => ({
      name,
      timeUnixNano: String(timeUnixNano),
      attributes: attributesOf(attributes),
    })),
    links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId: idOf(traceId), spanId: idOf(spanId) })),
    startTimeUnixNano: String(span.startTimeUnixNano ?? 0),
    endTimeUnixNano: String(span.endTimeUnixNano ?? 0),
    ...origin,
  };
}

function scopeOf({ name = '', version = '' }: Scope = {}): OtlpPoint['scope'] {
  return { name, version };
}

function idOf(id: Uint8Array | string): string {
  return typeof id === 'string' ? id : Buffer.from(id).toString('hex');
}

function attributesOf(attributes: readonly KeyValue[] = []): OtlpAttributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, anyValue(value)]));
}

function anyValue(value: AnyValue = {}): OtlpAttributeValue {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(anyValue);
  return value.stringValue ?? value.boolValue ?? null;
}
