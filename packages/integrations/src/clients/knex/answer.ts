import type { Operation } from '../../measuring/measurement.js';
import { mysqlRows } from '../../sql/mysql-rows.js';
import { rowCountOf } from '../../sql/row-count.js';
import { asAnswered as asPgAnswered, type Answer as PgAnswer, rowsOf as pgRows } from '../pg/answer.js';

/** What a query was given, and once it is at its end what the driver has answered, each driver in its own shape. */
export interface Answered {
  readonly response?: unknown;
  /** Of SQLite. */
  readonly context?: { readonly changes?: unknown } | undefined;
}

export function rowsOf(operation: Operation, { response, context }: Answered): number | undefined {
  const { op, system } = operation;
  if (system === 'mysql') return mysqlRows(op, (response as readonly unknown[])[0]);
  if (isPgAnswer(response)) return pgRows(operation, response);
  const changes = context?.changes;
  const touched = typeof changes === 'number' || typeof changes === 'bigint' ? changes : undefined;
  return rowCountOf(op, Array.isArray(response) ? response.length : 0, touched);
}

/** Of a commit the driver may say that it was none. */
export function asAnswered(operation: Operation, { response }: Answered): Operation {
  return isPgAnswer(response) ? asPgAnswered(operation, response) : operation;
}

/** One result, or several of a text with several statements. */
function isPgAnswer(response: unknown): response is PgAnswer {
  const first: unknown = Array.isArray(response) ? response[0] : response;
  return typeof first === 'object' && first !== null && 'rowCount' in first && 'command' in first;
}
