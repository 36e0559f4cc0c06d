import type { MetricDescription, SeriesPoint } from '@portcall/metrics';
import { JsonPieces } from '../json-pieces.js';
import { keyValuesJson, textJson } from '../json-value.js';
import type { ResourceAttributes } from '../resource.js';
import type { AttributesLike } from '../sendable-value.js';
import { pointJson } from './json-point.js';
import type { MetricPart, MetricsEncoding } from './metrics-encoding.js';

const TEMPORALITIES = { delta: 1, cumulative: 2 } as const;

/** Writes metrics as OTLP/JSON. */
export class JsonMetrics implements MetricsEncoding {
  private readonly pieces = new JsonPieces();
  private part: MetricPart | undefined;
  private readonly head: string;

  /** @param time of all points, in milliseconds since 1970 */
  constructor(
    resource: ResourceAttributes,
    private readonly time: number,
  ) {
    this.head = `{"resourceMetrics":[{"resource":{"attributes":${keyValuesJson(resource)}},"scopeMetrics":[`;
  }

  /** In bytes. */
  get length(): number {
    return this.pieces.length;
  }

  beginRequest(): void {
    this.pieces.write(this.head);
  }

  beginScope({ scope, scopeVersion, scopeSchemaUrl = '' }: MetricDescription): void {
    this.pieces.separate();
    this.pieces.write(
      `{${member('schemaUrl', scopeSchemaUrl)}"scope":{${member('version', scopeVersion)}"name":${textJson(scope)}},"metrics":[`,
    );
  }

  beginMetric(part: MetricPart): void {
    const { metric, form, temporality } = part;
    const { name, description, unit, kind } = metric;
    const monotonic = form === 'sum' && kind !== 'upDownCounter' ? '"isMonotonic":true,' : '';
    const goesOver = form === 'gauge' ? '' : `"aggregationTemporality":${TEMPORALITIES[temporality]},`;
    this.part = part;
    this.pieces.separate();
    this.pieces.write(`{"name":${textJson(name)},${member('description', description)}${member('unit', unit)}`);
    this.pieces.write(`"${form}":{${goesOver}${monotonic}"dataPoints":[`);
  }

  knows(): boolean {
    return false;
  }

  writePoint(point: SeriesPoint, attributes: AttributesLike | undefined): void {
    this.writeAgain(pointJson(this.part as MetricPart, point, this.time, attributes ?? {}));
  }

  takeBack(length: number): string {
    const point = this.pieces.last;
    this.pieces.cutTo(length);
    return point;
  }

  writeAgain(point: string): void {
    this.pieces.separate();
    this.pieces.write(point);
  }

  endMetric(): void {
    this.pieces.write(']}}');
  }

  endScope(): void {
    this.pieces.write(']}');
  }

  endRequest(): Uint8Array {
    this.pieces.write(']}]}');
    return this.pieces.take();
  }

  /** Every request has bytes of its own. */
  leave(): void {}

  end(): void {}
}

/** A text that is left out where it is empty. */
function member(name: string, text: string): string {
  return text === '' ? '' : `"${name}":${textJson(text)},`;
}
