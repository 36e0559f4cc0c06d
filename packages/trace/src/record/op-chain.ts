import type { OpSummary } from './fn-trace.js';
import type { Op, OpName } from './op.js';

/** An operation as it is recorded: it can be read like one, and knows the one after it. */
export class OpRecord implements Op {
  next: OpRecord | undefined = undefined;

  constructor(
    public op: OpName,
    public entity: string,
    readonly id: string | undefined,
    readonly system: string | undefined,
    readonly text: string | undefined,
    readonly startMs: number,
    readonly durationMs: number,
    readonly rowCount: number | undefined,
    readonly ok: boolean,
    readonly errorType: string | undefined,
  ) {}
}

type Sums = { -readonly [K in keyof OpSummary]: number };

/**
 * The operations of one call. A chain needs no room in advance, and leaves little behind: what calls keep in the log is most
 * of what the garbage collector copies.
 */
export class OpChain {
  private first: OpRecord | undefined = undefined;
  private last: OpRecord | undefined = undefined;
  private kept = 0;
  private listed: readonly Op[] | undefined = undefined;
  /** Sums of those that are not kept. */
  private leftOut: Sums | undefined = undefined;

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
    this.leftOut ??= { ...NOTHING_DONE };
    this.leftOut.count += 1;
    if (!ok) this.leftOut.failed += 1;
    this.leftOut.rows += rowCount ?? 0;
    this.leftOut.durationMs += durationMs;
  }

  /** The operations kept, in their order and with well-formed names; the same ones until there is one more. */
  list(): readonly Op[] {
    if (this.listed?.length !== this.kept) this.listed = this.mended();
    return this.listed;
  }

  summary(): OpSummary {
    let { count, failed, rows, durationMs } = this.leftOut ?? NOTHING_DONE;
    for (let op = this.first; op !== undefined; op = op.next) {
      count += 1;
      if (!op.ok) failed += 1;
      rows += op.rowCount ?? 0;
      durationMs += op.durationMs;
    }
    return { count, failed, rows, durationMs };
  }

  // Names are made well-formed when they are read: asking each would cost more than the rest of the record.
  private mended(): readonly Op[] {
    const list: Op[] = [];
    for (let op = this.first; op !== undefined; op = op.next) {
      op.op = op.op.toWellFormed();
      op.entity = op.entity.toWellFormed();
      list.push(op);
    }
    return list;
  }
}

export const NOTHING_DONE: OpSummary = Object.freeze({ count: 0, failed: 0, rows: 0, durationMs: 0 });
