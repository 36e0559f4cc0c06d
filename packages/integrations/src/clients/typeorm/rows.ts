import { mysqlRows } from '../../sql/mysql-rows.js';
import { rowCountOf } from '../../sql/row-count.js';

/** What a query runner gives where it is asked for more than what the driver gave. */
interface QueryResult {
  readonly raw: unknown;
  readonly records: unknown;
  readonly affected?: unknown;
}

/** How many rows a query returned or touched, as far as its answer tells: each driver's is another one. */
export function rowsOf(op: string, result: unknown): number | undefined {
  if (isQueryResult(result)) {
    const { records, affected } = result;
    return rowCountOf(op, Array.isArray(records) ? records.length : 0, numberOf(affected));
  }
  if (!Array.isArray(result)) return mysqlRows(op, result);
  const [first, second] = result as readonly unknown[];
  // PostgreSQL's updates and deletions: the rows they return, and how many they have touched.
  const isPair = result.length === 2 && Array.isArray(first);
  return isPair ? rowCountOf(op, first.length, numberOf(second)) : rowCountOf(op, result.length);
}

function isQueryResult(result: unknown): result is QueryResult {
  return typeof result === 'object' && result !== null && 'raw' in result && 'records' in result;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
