import type { MetricDescription, SeriesPoint } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import { type KeyValuePieces, keyValuePieces } from '../key-value-pieces.js';
import { type ResourceAttributes, writeResource, writeScope } from '../resource.js';
import type { AttributesLike } from '../sendable-value.js';
import type { MetricPart, MetricsEncoding } from './metrics-encoding.js';
import { PreparedPoints } from './prepared-points.js';
import { DATA_POINTS, EXPONENTIAL, HISTOGRAM, NUMBER, type PointAttributes, writePoint } from './protobuf-point.js';
import { isInt } from './sendable-metric.js';

// Of ExportMetricsServiceRequest, ResourceMetrics, ScopeMetrics, and Metric with its data.
const RESOURCE_METRICS = 1;
const SCOPE_METRICS = 2;
const METRICS = 2;
const SCHEMA_URL = 3;
const NAME = 1;
const DESCRIPTION = 2;
const UNIT = 3;
const DATA = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10 } as const;
const TEMPORALITY = 2;
const MONOTONIC = 3;
const ATTRIBUTES = {
  gauge: NUMBER.attributes,
  sum: NUMBER.attributes,
  histogram: HISTOGRAM.attributes,
  exponentialHistogram: EXPONENTIAL.attributes,
} as const;
const TEMPORALITIES = { delta: 1, cumulative: 2 } as const;

/** Writes metrics as `opentelemetry/proto/metrics/v1/metrics.proto` says. */
export class ProtobufMetrics implements MetricsEncoding {
  private readonly writer = takeSpare() ?? new ProtobufWriter();
  private request = 0;
  private scope = 0;
  private metric = 0;
  private data = 0;
  private part: MetricPart | undefined;
  private lastPoint = 0;
  // Bytes for the length of a point: as many as the last one took.
  private held = 1;
  private readonly prepared: PreparedPoints;
  private knownPart: MetricPart | undefined;
  private pieces: KeyValuePieces | undefined;

  /** @param time of all points, in milliseconds since 1970 */
  constructor(
    private readonly resource: ResourceAttributes,
    private readonly time: number,
  ) {
    this.prepared = new PreparedPoints(this.writer, time);
  }

  get length(): number {
    return this.writer.length;
  }

  beginRequest(): void {
    this.writer.reset();
    this.request = this.writer.begin(RESOURCE_METRICS, LONG);
    writeResource(this.writer, this.resource);
  }

  beginScope({ scope, scopeVersion, scopeSchemaUrl = '' }: MetricDescription): void {
    this.scope = this.writer.begin(SCOPE_METRICS, LONG);
    writeScope(this.writer, { name: scope, version: scopeVersion });
    if (scopeSchemaUrl !== '') this.writer.text(SCHEMA_URL, scopeSchemaUrl);
  }

  beginMetric(part: MetricPart): void {
    const { metric, form, temporality } = part;
    const { name, description, unit, kind } = metric;
    const { writer } = this;
    this.part = part;
    this.metric = writer.begin(METRICS, LONG);
    writer.text(NAME, name);
    if (description !== '') writer.text(DESCRIPTION, description);
    if (unit !== '') writer.text(UNIT, unit);
    this.data = writer.begin(DATA[form], LONG);
    if (form !== 'gauge') writer.varint(TEMPORALITY, TEMPORALITIES[temporality]);
    if (form === 'sum' && kind !== 'upDownCounter') writer.bool(MONOTONIC, true);
  }

  knows(part: MetricPart, { ids }: SeriesPoint): boolean {
    if (part.columns === undefined || ids === undefined) return false;
    if (part !== this.knownPart) {
      this.knownPart = part;
      this.pieces = keyValuePieces(part.columns, ATTRIBUTES[part.form]);
    }
    return (this.pieces as KeyValuePieces).find(ids);
  }

  writePoint(point: SeriesPoint, attributes: AttributesLike | undefined): void {
    this.lastPoint = this.writer.length;
    const part = this.part as MetricPart;
    const known = this.pieces as KeyValuePieces;
    if (attributes === undefined && isPlain(part, point)) this.prepared.write(part, point, known);
    else this.writeWhole(part, point, attributes ?? known);
  }

  private writeWhole(part: MetricPart, point: SeriesPoint, attributes: PointAttributes): void {
    const { writer, held } = this;
    const start = writer.begin(DATA_POINTS, held);
    writePoint(writer, part, point, this.time, attributes);
    this.held = writer.length - start < 128 ? 1 : 2;
    writer.end(start, held);
  }

  takeBack(length: number): Uint8Array {
    const point = this.writer.writtenFrom(this.lastPoint);
    this.writer.cutTo(length);
    return point;
  }

  writeAgain(point: Uint8Array): void {
    this.writer.fields(point);
  }

  endMetric(): void {
    this.writer.end(this.data, LONG);
    this.writer.end(this.metric, LONG);
  }

  endScope(): void {
    this.writer.end(this.scope, LONG);
  }

  endRequest(): Uint8Array {
    this.writer.end(this.request, LONG);
    return this.writer.soFar();
  }

  leave(): void {
    this.writer.handOver();
  }

  end(): void {
    spare = new WeakRef(this.writer);
  }
}

/** Whether a point has nothing but what nearly every point of a store has. */
function isPlain({ form, metric }: MetricPart, { value, exemplars }: SeriesPoint): boolean {
  if (exemplars.length > 0) return false;
  return typeof value === 'number' ? !isInt(metric, value) : form === 'histogram' && Number.isFinite(value.sum);
}

// For as long as the garbage collector leaves it: memory that was written to before is written to in half the time.
let spare: WeakRef<ProtobufWriter> | undefined;

function takeSpare(): ProtobufWriter | undefined {
  const writer = spare?.deref();
  spare = undefined;
  return writer;
}

// What holds many points is seldom shorter than 16 KiB, and never longer than 2 MiB by much; a wrong guess moves it once.
const LONG = 3;
