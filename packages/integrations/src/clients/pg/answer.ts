import type { QueryResult } from 'pg';
import type { Operation } from '../../measuring/measurement.js';
import { withStep } from '../../sql/query-text.js';

/** A transaction in which a statement has failed is rolled back by COMMIT, and PostgreSQL answers so. */
export function asAnswered(operation: Operation, answer: Answer | undefined): Operation {
  const { op, transaction } = operation;
  if (op !== 'commit' || transaction === false) return operation;
  if (typeof answer !== 'object' || (answer as object | null) === null || !('command' in answer)) return operation;
  if (answer.command === 'ROLLBACK') return { ...operation, op: 'rollback' };
  const isConfirmed = answer.command === 'COMMIT';
  return withStep(operation, { connection: transaction?.connection, savepoint: transaction?.savepoint, isConfirmed });
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
