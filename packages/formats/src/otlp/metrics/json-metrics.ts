import type { MetricDescription, SeriesPoint } from '@portcall/metrics';
import { keyValuesJson, textJson } from '../json-value.js';
import type { ResourceAttributes } from '../resource.js';
import type { AttributesLike } from '../sendable-value.js';
import { pointJson } from './json-point.js';
import type { MetricForm, MetricPart, MetricsEncoding } from './metrics-encoding.js';

const TEMPORALITIES = { delta: 1, cumulative: 2 } as const;

/** Writes metrics as OTLP/JSON. */
export class JsonMetrics implements MetricsEncoding {
  /** In bytes. */
  length = 0;
  private pieces: string[] = [];
  private lengths: number[] = [];
  private form: MetricForm = 'sum';
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

  beginScope({ scope, scopeVersion }: MetricDescription): void {
    this.separate();
    this.write(`{"scope":{${member('version', scopeVersion)}"name":${textJson(scope)}},"metrics":[`);
  }

  beginMetric({ metric, form, temporality }: MetricPart): void {
    const { name, description, unit, kind } = metric;
    const monotonic = form === 'sum' && kind !== 'upDownCounter' ? '"isMonotonic":true,' : '';
    const goesOver = form === 'gauge' ? '' : `"aggregationTemporality":${TEMPORALITIES[temporality]},`;
    this.form = form;
    this.separate();
    this.write(`{"name":${textJson(name)},${member('description', description)}${member('unit', unit)}`);
    this.write(`"${form}":{${goesOver}${monotonic}"dataPoints":[`);
  }

  writePoint(point: SeriesPoint, attributes: AttributesLike): void {
    this.separate();
    this.write(pointJson(this.form, point, this.time, attributes));
  }

  cutTo(length: number): void {
    while (this.length > length) {
      this.pieces.pop();
      this.length -= this.lengths.pop() as number;
    }
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
