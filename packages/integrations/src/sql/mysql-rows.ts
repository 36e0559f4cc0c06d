import { rowCountOf } from './row-count.js';

/** How many rows a query of `mysql2` or `mysql` returned or touched, by what the driver gives its callback. */
export function mysqlRows(op: string, result: unknown): number | undefined {
  if (!Array.isArray(result)) return rowCountOf(op, 0, affectedBy(result));
  const results = areResults(result) ? (result as readonly unknown[]) : [result];
  const returned = results.reduce<number>((sum, one) => (Array.isArray(one) ? sum + one.length : sum), 0);
  const affected = results.reduce<number | undefined>((sum, one) => {
    const more = affectedBy(one);
    return more === undefined ? sum : (sum ?? 0) + more;
  }, undefined);
  return rowCountOf(op, returned, affected);
}

/** What several statements, or a procedure, gave: results, and not the rows of one, which may be arrays themselves. */
function areResults(result: readonly unknown[]): boolean {
  const [first] = result;
  if (result.some((one) => affectedBy(one) !== undefined)) return true;
  return Array.isArray(first) && isRow((first as readonly unknown[])[0]);
}

/** Buffers and dates stand in columns. */
function isRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function affectedBy(result: unknown): number | undefined {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return undefined;
  const { affectedRows, serverStatus } = result as { readonly affectedRows?: unknown; readonly serverStatus?: unknown };
  return typeof affectedRows === 'number' && typeof serverStatus === 'number' ? affectedRows : undefined;
}
