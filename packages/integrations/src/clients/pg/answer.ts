import type { QueryResult } from 'pg';
import type { Operation } from '../../measuring/measurement.js';

/** A transaction in which a statement has failed is rolled back by COMMIT, and PostgreSQL answers so. */
export function asAnswered(operation: Operation, answer: Answer | undefined): Operation {
  const { op, transaction } = operation;
  if (op !== 'commit' || transaction === false) return operation;
  if (typeof answer !== 'object' || (answer as object | null) === null || !('command' in answer)) return operation;
  if (answer.command === 'ROLLBACK') return { ...operation, op: 'rollback' };
  return { ...operation, transaction: { ...transaction, isConfirmed: answer.command === 'COMMIT' } };
}

/** Of a text with several statements `pg` gives several results. */
export type Answer = QueryResult | readonly QueryResult[];

export function rowsOf({ op }: Operation, answer: Answer): number | undefined {
  const results = 'rowCount' in answer ? [answer] : answer;
  const returned = results.reduce((sum, { rows }) => sum + rows.length, 0);
  if (returned > 0 || op === 'query') return returned;
  return results.reduce<number | undefined>(
    (sum, { rowCount }) => (rowCount === null ? sum : (sum ?? 0) + rowCount),
    undefined,
  );
}
