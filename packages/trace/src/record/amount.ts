/** A number that is finite and not negative, else undefined. Some clients count rows in bigints. */
export function amountOf(value: number | bigint | null | undefined): number | undefined {
  if (typeof value === 'bigint') return amountOf(Number(value));
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY ? value : undefined;
}
