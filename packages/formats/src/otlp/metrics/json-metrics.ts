import type { MetricDescription, SeriesPoint } from '@portcall/metrics';
import { keyValuesJson, textJson } from '../json-value.js';
import type { ResourceAttributes } from '../resource.js';
import type { AttributesLike } from '../sendable-value.js';
import { pointJson } from './json-point.js';
import type { MetricPart, MetricsEncoding } from './metrics-encoding.js';

const TEMPORALITIES = { delta: 1, cumulative: 2 } as const;

/** Writes metrics as OTLP/JSON. */
export class JsonMetrics implements MetricsEncoding {
  /** In bytes. */
  length = 0;
  private pieces: string[] = [];
  private lengths: number[] = [];
  private part: MetricPart | undefined;
  private readonly head: string;

  /** @param time of all points, in milliseconds since 1970 */
  constructor(
    resource: ResourceAttributes,
    private readonly time: number,
  ) {
    this.head = `{"resourceMetrics":[{"resource":{"attributes":${keyValuesJson(resource)}},"scopeMetrics":[`;
  }

  beginRequest(): void {
    this.pieces = [];
    this.lengths = [];
    this.length = 0;
    this.write(this.head);
  }

  beginScope({ scope, scopeVersion, scopeSchemaUrl = '' }: MetricDescription): void {
    this.separate();
    this.write(
      `{${member('schemaUrl', scopeSchemaUrl)}"scope":{${member('version', scopeVersion)}"name":${textJson(scope)}},"metrics":[`,
    );
  }

  beginMetric(part: MetricPart): void {
    const { metric, form, temporality } = part;
    const { name, description, unit, kind } = metric;
    const monotonic = form === 'sum' && kind !== 'upDownCounter' ? '"isMonotonic":true,' : '';
    const goesOver = form === 'gauge' ? '' : `"aggregationTemporality":${TEMPORALITIES[temporality]},`;
    this.part = part;
    this.separate();
    this.write(`{"name":${textJson(name)},${member('description', description)}${member('unit', unit)}`);
    this.write(`"${form}":{${goesOver}${monotonic}"dataPoints":[`);
  }

  knows(): boolean {
    return false;
  }

  writePoint(point: SeriesPoint, attributes: AttributesLike | undefined): void {
    this.separate();
    this.write(pointJson(this.part as MetricPart, point, this.time, attributes ?? {}));
  }

  takeBack(length: number): string {
    const point = this.pieces.at(-1) as string;
    while (this.length > length) {
      this.pieces.pop();
      this.length -= this.lengths.pop() as number;
    }
    return point;
  }

  writeAgain(point: string): void {
    this.separate();
    this.write(point);
  }

  endMetric(): void {
    this.write(']}}');
  }

  endScope(): void {
    this.write(']}');
  }

  endRequest(): Uint8Array {
    this.write(']}]}');
    return Buffer.from(this.pieces.join(''));
  }

  /** Every request has bytes of its own. */
  leave(): void {}

  /** Between two of a list. */
  private separate(): void {
    const last = this.pieces.at(-1);
    if (last !== undefined && !last.endsWith('[')) this.write(',');
  }

  private write(piece: string): void {
    const length = Buffer.byteLength(piece);
    this.pieces.push(piece);
    this.lengths.push(length);
    this.length += length;
  }
}

/** A text that is left out where it is empty. */
function member(name: string, text: string): string {
  return text === '' ? '' : `"${name}":${textJson(text)},`;
}
