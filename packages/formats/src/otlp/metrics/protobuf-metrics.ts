import type { MetricDescription, SeriesPoint } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import { type ResourceAttributes, writeResource, writeScope } from '../resource.js';
import type { AttributesLike } from '../sendable-value.js';
import type { MetricForm, MetricPart, MetricsEncoding } from './metrics-encoding.js';
import { writePoint } from './protobuf-point.js';

// Of ExportMetricsServiceRequest, ResourceMetrics, ScopeMetrics, and Metric with its data.
const RESOURCE_METRICS = 1;
const SCOPE_METRICS = 2;
const METRICS = 2;
const NAME = 1;
const DESCRIPTION = 2;
const UNIT = 3;
const DATA = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10 } as const;
const DATA_POINTS = 1;
const TEMPORALITY = 2;
const MONOTONIC = 3;
const TEMPORALITIES = { delta: 1, cumulative: 2 } as const;

/** Writes metrics as `opentelemetry/proto/metrics/v1/metrics.proto` says. */
export class ProtobufMetrics implements MetricsEncoding {
  private readonly writer = new ProtobufWriter(roomNeeded);
  private request = 0;
  private scope = 0;
  private metric = 0;
  private data = 0;
  private form: MetricForm = 'sum';
  // Bytes for the length of a point: as many as the last one took.
  private held = 1;

  /** @param time of all points, in milliseconds since 1970 */
  constructor(
    private readonly resource: ResourceAttributes,
    private readonly time: number,
  ) {}

  get length(): number {
    return this.writer.length;
  }

  beginRequest(): void {
    this.writer.reset();
    this.request = this.writer.begin(RESOURCE_METRICS, LONG);
    writeResource(this.writer, this.resource);
  }

  beginScope({ scope, scopeVersion }: MetricDescription): void {
    this.scope = this.writer.begin(SCOPE_METRICS, LONG);
    writeScope(this.writer, { name: scope, version: scopeVersion });
  }

  beginMetric({ metric: { name, description, unit, kind }, form, temporality }: MetricPart): void {
    const { writer } = this;
    this.form = form;
    this.metric = writer.begin(METRICS, LONG);
    writer.text(NAME, name);
    if (description !== '') writer.text(DESCRIPTION, description);
    if (unit !== '') writer.text(UNIT, unit);
    this.data = writer.begin(DATA[form], LONG);
    if (form !== 'gauge') writer.varint(TEMPORALITY, TEMPORALITIES[temporality]);
    if (form === 'sum' && kind !== 'upDownCounter') writer.bool(MONOTONIC, true);
  }

  writePoint(point: SeriesPoint, attributes: AttributesLike): void {
    const { writer, held } = this;
    const start = writer.begin(DATA_POINTS, held);
    writePoint(writer, this.form, point, this.time, attributes);
    this.held = writer.length - start < 128 ? 1 : 2;
    writer.end(start, held);
  }

  cutTo(length: number): void {
    this.writer.cutTo(length);
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
    roomNeeded = Math.max(this.writer.length + SPARE, LEAST_ROOM);
    return this.writer.finish();
  }
}

const LEAST_ROOM = 16_384;
const SPARE = 1_024;
// As much as the last request took: to grow costs a tenth of what is written.
let roomNeeded = LEAST_ROOM;

// What holds many points is seldom shorter than 16 KiB, and never longer than 2 MiB by much; a wrong guess moves it once.
const LONG = 3;
