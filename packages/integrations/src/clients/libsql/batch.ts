import type { Operation } from '../../measuring/measurement.js';
import type { ReadOperation } from '../../sql/query-text.js';
import { textOf } from './statement.js';

/** Tells the operation of statements that are sent as one: what all of them do, and on which table, or `batch`. */
export function batchReader(system: string, read: ReadOperation): (statements: unknown) => Operation {
  return (statements) => {
    const all = Array.isArray(statements) ? statements.map((statement) => read(textOf(statement))) : [];
    const [first] = all;
    const common = <K extends 'op' | 'entity' | 'text'>(key: K): Operation[K] | undefined =>
      all.every((other) => other[key] === first?.[key]) ? first?.[key] : undefined;
    // A batch is a transaction of its own, whatever is in it.
    const isOne = { system, transaction: false } as const;
    return { op: common('op') ?? 'batch', entity: common('entity') ?? '', text: common('text'), ...isOne };
  };
}
