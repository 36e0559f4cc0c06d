import { ProtobufWriter } from '../../protobuf.js';
import type { Family } from '../families.js';
import { FAMILY, TYPE } from './fields.js';
import type { Refusal } from './member-pairs.js';

export const PIECE = 65_536;

/**
 * One MetricFamily, written metric by metric. Its length stands before it, so that nothing of it can go before all of it is
 * known; what is written is kept in pieces until then.
 */
export class FamilyMessage {
  private readonly writer = new ProtobufWriter(PIECE * 2);
  private full: Uint8Array[] = [];
  private kept = 0;
  /** Whether any metric is written. */
  hasMetrics = false;

  begin({ name, type, unit, description }: Omit<Family, 'members'>): void {
    const { writer } = this;
    writer.reset();
    this.full = [];
    this.kept = 0;
    this.hasMetrics = false;
    writer.text(FAMILY.name, name);
    writer.text(FAMILY.help, description || 'description missing');
    writer.varint(FAMILY.type, TYPE[type]);
    if (unit !== '') writer.text(FAMILY.unit, unit);
  }

  /**
   * Adds a metric, unless it cannot be written.
   * @param write throws, or says why it has to be left out
   */
  add(write: (writer: ProtobufWriter) => Refusal | undefined): Refusal | undefined {
    const { writer } = this;
    const before = writer.length;
    const start = writer.begin(FAMILY.metric, 2);
    const refusal = refusalOf(write, writer);
    if (refusal === undefined) {
      writer.end(start, 2);
      this.hasMetrics = true;
    } else writer.cutTo(before);
    return refusal;
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

function refusalOf(
  write: (writer: ProtobufWriter) => Refusal | undefined,
  writer: ProtobufWriter,
): Refusal | undefined {
  try {
    return write(writer);
  } catch {
    return 'unreadable';
  }
}
