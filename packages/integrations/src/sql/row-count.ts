/** Operations whose client says how many rows they touched; of others it says what the one before them touched. */
const TOUCHING = new Set(['insert', 'update', 'delete', 'merge']);

/**
 * How many rows an operation returned, or touched where it returned none.
 * @returns undefined for an operation that does neither, like `begin`
 */
export function rowCountOf(op: string, returned: number, touched?: number | bigint): number | undefined {
  if (returned > 0 || op === 'query') return returned;
  return TOUCHING.has(op) && touched !== undefined ? Number(touched) : undefined;
}
