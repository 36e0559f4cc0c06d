import type { OpSummary } from './fn-trace.js';
import type { Op, OpName } from './op.js';

/** An operation as it is recorded: it can be read like one, and knows the one after it. */
export class OpRecord implements Op {
  next: OpRecord | undefined = undefined;

  constructor(
    public op: OpName,
    public entity: string,
    public id: string | undefined,
    public system: string | undefined,
    public text: string | undefined,
    readonly startMs: number,
    readonly durationMs: number,
    readonly rowCount: number | undefined,
    readonly ok: boolean,
    public errorType: string | undefined,
  ) {}
}

/**
 * The operations of one call. A chain needs no room in advance, and leaves little behind: what calls keep in the log is most
 * of what the garbage collector copies.
 */
export class OpChain {
  private first: OpRecord | undefined = undefined;
  private last: OpRecord | undefined = undefined;
  private kept = 0;
  private leftOut: OpSummary | undefined = undefined;
  private read: readonly Op[] | undefined = undefined;

  /** Operations kept. */
  get length(): number {
    return this.kept;
  }

  keep(op: OpRecord): void {
    this.kept += 1;
    if (this.last === undefined) this.first = op;
    else this.last.next = op;
    this.last = op;
  }

  /** Adds an operation to the sums alone. */
  leaveOut(durationMs: number, rowCount: number | undefined, ok: boolean): void {
    this.leftOut = sumOf(this.leftOut ?? NOTHING_DONE, durationMs, rowCount, ok);
  }

  /** The operations kept, in their order; the same ones every time. */
  list(): readonly Op[] {
    this.read ??= this.mended();
    return this.read;
  }

  summary(): OpSummary {
    let sum = this.leftOut ?? NOTHING_DONE;
    for (const { durationMs, rowCount, ok } of this) sum = sumOf(sum, durationMs, rowCount, ok);
    return Object.freeze(sum);
  }

  *[Symbol.iterator](): Generator<OpRecord, void, undefined> {
    for (let op = this.first; op !== undefined; op = op.next) yield op;
  }

  // Texts are made well-formed when they are read: asking each would cost more than the rest of the record.
  private mended(): readonly Op[] {
    const list: Op[] = [];
    for (const op of this) {
      op.op = op.op.toWellFormed();
      op.entity = op.entity.toWellFormed();
      op.id = op.id?.toWellFormed();
      op.system = op.system?.toWellFormed();
      op.text = op.text?.toWellFormed();
      op.errorType = op.errorType?.toWellFormed();
      list.push(op);
    }
    return list;
  }
}

export const NOTHING_DONE: OpSummary = Object.freeze({ count: 0, failed: 0, rows: 0, durationMs: 0 });

function sumOf(sum: OpSummary, durationMs: number, rowCount: number | undefined, ok: boolean): OpSummary {
  return {
    count: sum.count + 1,
    failed: sum.failed + (ok ? 0 : 1),
    rows: sum.rows + (rowCount ?? 0),
    durationMs: sum.durationMs + durationMs,
  };
}
