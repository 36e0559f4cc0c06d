import { ProtobufWriter } from '../../protobuf.js';
import type { Family } from '../families.js';
import { FAMILY, METRIC, TYPE } from './fields.js';
import { type Labels, writeLabels } from './label-pairs.js';

export const PIECE = 65_536;

/**
 * One MetricFamily, written metric by metric. Its length stands before it, so that nothing of it can go before all of it is
 * known; what is written is kept in pieces until then.
 */
export class FamilyMessage {
  private readonly writer = new ProtobufWriter(PIECE * 2);
  private full: Uint8Array[] = [];
  private kept = 0;
  private metrics = 0;
  private last = 0;

  get hasMetrics(): boolean {
    return this.metrics > 0;
  }

  begin({ name, type, unit, description }: Omit<Family, 'members'>): void {
    const { writer } = this;
    writer.reset();
    this.full = [];
    this.kept = 0;
    this.metrics = 0;
    writer.text(FAMILY.name, name);
    writer.text(FAMILY.help, description || 'description missing');
    writer.varint(FAMILY.type, TYPE[type]);
    if (unit !== '') writer.text(FAMILY.unit, unit);
  }

  /**
   * Adds a metric, unless its value cannot be written.
   * @param value writes it, and gives false or throws where it cannot
   */
  add(labels: readonly Labels[], value: (writer: ProtobufWriter) => boolean): boolean {
    const { writer } = this;
    this.last = writer.length;
    const start = writer.begin(FAMILY.metric, 2);
    for (const some of labels) writeLabels(writer, METRIC.label, some);
    if (isWritten(value, writer)) {
      writer.end(start, 2);
      this.metrics += 1;
      return true;
    }
    writer.cutTo(this.last);
    return false;
  }

  /** Takes the metric back that was added last, before another page is begun. */
  takeBack(): void {
    this.writer.cutTo(this.last);
    this.metrics -= 1;
  }

  /**
   * Puts a piece aside that is full.
   * @returns whether it was
   */
  turnPage(): boolean {
    if (this.writer.length < PIECE) return false;
    this.kept += this.writer.length;
    this.full.push(this.writer.finish());
    this.writer.reset();
    return true;
  }

  /** The message with its length before it, piece by piece. */
  *pieces(): Generator<Uint8Array, void> {
    const length = new ProtobufWriter(16);
    length.delimiter(this.kept + this.writer.length);
    yield length.finish();
    while (this.full.length > 0) yield this.full.shift()!;
    yield this.writer.finish();
  }
}

function isWritten(value: (writer: ProtobufWriter) => boolean, writer: ProtobufWriter): boolean {
  try {
    return value(writer);
  } catch {
    return false;
  }
}
