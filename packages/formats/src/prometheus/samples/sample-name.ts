import type { ByteText } from '../bytes/byte-text.js';
import { escapedValue } from '../label-value.js';
import { isPlainMetric } from '../names/quoted.js';
import type { MemberLabels } from './member-labels.js';

const SPACE = 32;
const COMMA = 44;
const CLOSE = 125;

/** The name of a sample, as it stands in front of labels and without any. */
export class SampleName {
  /** Where the labels stand that were written last, without a comma behind them. */
  from = 0;
  to = 0;
  /** `name{` or `{"name",` */
  private readonly open: Uint8Array;
  /** `name` or `{"name"}` */
  private readonly bare: Uint8Array;

  constructor(name: string) {
    const quoted = `{"${escapedValue(name)}"`;
    this.open = Uint8Array.from(Buffer.from(isPlainMetric(name) ? `${name}{` : `${quoted},`));
    this.bare = Uint8Array.from(Buffer.from(isPlainMetric(name) ? name : `${quoted}}`));
  }

  /** Writes the name with a series' labels, and a space. */
  write(out: ByteText, labels: MemberLabels): void {
    const start = out.length;
    this.begin(out, labels);
    this.close(out, start);
  }

  /** Writes the name with a series' labels, and what comes in front of one more. */
  begin(out: ByteText, labels: MemberLabels): void {
    out.bytes(this.open);
    this.from = out.length;
    labels.write(out);
    this.to = Math.max(this.from, out.length - 1);
  }

  /** The same with labels that are written already. */
  again(out: ByteText, { from, to }: SampleName): void {
    const start = out.length;
    out.bytes(this.open);
    if (from < to) out.again(from, to + 1);
    this.close(out, start);
  }

  /** The same with labels that are written already. */
  beginAgain(out: ByteText, { from, to }: SampleName): void {
    out.bytes(this.open);
    if (from === to) return;
    out.again(from, to);
    out.byte(COMMA);
  }

  /** Ends the labels: what stands behind the last of them is overwritten. */
  private close(out: ByteText, start: number): void {
    if (out.length - start === this.open.length) {
      out.cutTo(start);
      out.bytes(this.bare);
    } else {
      out.cutTo(out.length - 1);
      out.byte(CLOSE);
    }
    out.byte(SPACE);
  }
}
