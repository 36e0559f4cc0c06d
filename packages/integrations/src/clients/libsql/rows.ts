import { rowCountOf } from '../../sql/row-count.js';

interface ResultSet {
  readonly rows: readonly unknown[];
  readonly rowsAffected: number;
}

export function rowsOf(op: string, result: unknown): number | undefined {
  const { rows, rowsAffected } = result as ResultSet;
  return rowCountOf(op, rows.length, rowsAffected);
}

/** What all statements of a batch returned and touched, together. */
export function rowsOfAll(results: unknown): number | undefined {
  if (!Array.isArray(results)) return undefined;
  return (results as readonly ResultSet[]).reduce((sum, { rows, rowsAffected }) => sum + rows.length + rowsAffected, 0);
}
