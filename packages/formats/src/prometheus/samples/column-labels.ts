import type { LabelColumn, MetricPoints } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';
import { escapedValue, labelValue } from '../label-value.js';
import { writtenLabel } from '../names/quoted.js';

/** So many values of an attribute are kept as bytes; further ones are written anew, which takes some 100 ns. */
const MOST_KEPT = 1_024;

/** The labels of one metric's series, each of which is written once per value. */
export class ColumnLabels {
  private readonly columns: readonly ColumnBytes[];

  constructor(columns: readonly LabelColumn[], nameOf: (key: string) => string) {
    this.columns = columns.map((column) => new ColumnBytes(column, writtenLabel(nameOf(column.key))));
  }

  /** Writes the labels of a series, a comma behind each. */
  write(out: ByteText, ids: ArrayLike<number>): void {
    const { columns } = this;
    for (let i = 0; i < columns.length; i += 1) (columns[i] as ColumnBytes).write(out, ids[i] as number);
  }
}

/** Whether each column is a label of its own: then series with other numbers have other labels, as no two values of a column print alike. */
export function areLabels({ columns }: MetricPoints, nameOf: (key: string) => string): boolean {
  if (columns === undefined) return false;
  const names = new Set(columns.map(({ key }) => nameOf(key)));
  return names.size === columns.length && !names.has('');
}

class ColumnBytes {
  private readonly values: unknown[] = [];
  private readonly pieces: Uint8Array[] = [];

  constructor(
    private readonly column: LabelColumn,
    private readonly name: string,
  ) {}

  write(out: ByteText, id: number): void {
    const value = this.column.valueOf(id);
    if (value === undefined) return;
    if (this.values[id] === value) out.bytes(this.pieces[id] as Uint8Array);
    else if (id < MOST_KEPT) out.bytes(this.keep(id, value));
    else out.text(this.text(value));
  }

  private keep(id: number, value: unknown): Uint8Array {
    const piece = new Uint8Array(Buffer.from(this.text(value)));
    // Up to the number, so that neither list has holes, which would make it a slow one.
    for (let free = this.values.length; free < id; free += 1) {
      this.values.push(undefined);
      this.pieces.push(NOTHING);
    }
    this.values[id] = value;
    this.pieces[id] = piece;
    return piece;
  }

  private text(value: unknown): string {
    return `${this.name}="${escapedValue(labelValue(value) ?? '')}",`;
  }
}

const NOTHING = new Uint8Array(0);
