import type { Op, OpSummary } from './op.js';

/** An operation as it is recorded: it can be read like one, and knows the one after it. */
export type OpRecord = { -readonly [K in keyof Op]-?: Op[K] } & { next: OpRecord | undefined };

/** Sums of operations, while they are added up. */
export type Sums = { -readonly [K in keyof OpSummary]: number };

export const NOTHING_DONE: OpSummary = Object.freeze({ count: 0, failed: 0, rows: 0, durationMs: 0 });

/** The operations from this one on, in their order and with well-formed names. */
export function opsFrom(first: OpRecord): readonly Op[] {
  const list: Op[] = [];
  // Names are made well-formed when they are read: asking each would cost more than the rest of the record.
  for (let op: OpRecord | undefined = first; op !== undefined; op = op.next) {
    op.op = op.op.toWellFormed();
    op.entity = op.entity.toWellFormed();
    list.push(op);
  }
  return list;
}

/** The sums of the operations from this one on, and of those that are not kept. */
export function summaryFrom(first: OpRecord | undefined, leftOut: OpSummary | undefined): OpSummary {
  let { count, failed, rows, durationMs } = leftOut ?? NOTHING_DONE;
  for (let op = first; op !== undefined; op = op.next) {
    count += 1;
    if (!op.ok) failed += 1;
    rows += op.rowCount ?? 0;
    durationMs += op.durationMs;
  }
  return { count, failed, rows, durationMs };
}
