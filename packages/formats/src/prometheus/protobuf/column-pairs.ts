import type { LabelColumn } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import { labelValue } from '../label-value.js';
import { writeLabel } from './exemplars.js';
import { METRIC } from './fields.js';

/** So many values of an attribute are kept as bytes; further ones are written anew. */
const MOST_KEPT = 1_024;

/** The labels of one metric's series, each of which is written once per value. */
export class ColumnPairs {
  private readonly columns: readonly PairsOfColumn[];

  constructor(columns: readonly LabelColumn[], nameOf: (key: string) => string) {
    this.columns = columns.map((column) => new PairsOfColumn(column, nameOf(column.key)));
  }

  /**
   * Writes the labels of a series.
   * @returns whether all of them are there: where one is empty or absent, series of other numbers may have the same labels
   */
  write(writer: ProtobufWriter, ids: ArrayLike<number>): boolean {
    const { columns } = this;
    let areAll = true;
    for (let i = 0; i < columns.length; i += 1) {
      if (!(columns[i] as PairsOfColumn).write(writer, ids[i] as number)) areAll = false;
    }
    return areAll;
  }

  /** What series have in common only where all their labels are the same. */
  identity(ids: ArrayLike<number>): string {
    return JSON.stringify(this.columns.map((column, i) => column.text(ids[i] as number)));
  }
}

class PairsOfColumn {
  private readonly values: unknown[] = [];
  private readonly pairs: Uint8Array[] = [];

  constructor(
    private readonly column: LabelColumn,
    private readonly name: string,
  ) {}

  /** @returns whether there is anything to write */
  write(writer: ProtobufWriter, id: number): boolean {
    const value = this.column.valueOf(id);
    if (value === undefined || value === '') return false;
    if (this.values[id] === value) writer.fields(this.pairs[id] as Uint8Array);
    else if (id < MOST_KEPT) writer.fields(this.keep(id, value));
    else writeLabel(writer, METRIC.label, this.name, labelValue(value) ?? '');
    return true;
  }

  text(id: number): string {
    return labelValue(this.column.valueOf(id)) ?? '';
  }

  private keep(id: number, value: unknown): Uint8Array {
    const writer = new ProtobufWriter(64);
    writeLabel(writer, METRIC.label, this.name, labelValue(value) ?? '');
    // Up to the number, so that neither list has holes, which would make it a slow one.
    for (let free = this.values.length; free < id; free += 1) {
      this.values.push(undefined);
      this.pairs.push(NOTHING);
    }
    this.values[id] = value;
    const pair = writer.finish();
    this.pairs[id] = pair;
    return pair;
  }
}

const NOTHING = new Uint8Array(0);
