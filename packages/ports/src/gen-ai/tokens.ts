/** A count of tokens that can be added up; undefined for none, and for NaN, which some providers' adapters give instead. */
export function tokens(count: number | undefined): number | undefined {
  return count !== undefined && Number.isFinite(count) && count >= 0 ? count : undefined;
}
