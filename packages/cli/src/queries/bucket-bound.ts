import { oneOfThese } from './selector.js';

/**
 * What `le` is of the bucket that ends at a bound, however it got there: Prometheus 3 writes the 5 that it scrapes as `5.0`
 * and the one that comes by OTLP as `5`; the Collector's text has `1e+06` where others have `1000000`.
 */
export function boundCondition(bound: number): string {
  return oneOfThese(boundSpellings(bound));
}

/** All spellings of a bound, the commonest first. */
export function boundSpellings(bound: number): readonly string[] {
  const shortest = goShortest(bound);
  const ofOpenMetrics = /[.e]/.test(shortest) ? shortest : `${shortest}.0`;
  return [...new Set([String(bound), shortest, ofOpenMetrics, plainDecimal(bound)])];
}

/** As Go's `FormatFloat(bound, 'g', -1, 64)`: from a million on, and below a ten-thousandth, with an exponent of two digits. */
function goShortest(bound: number): string {
  const [digits, exponent] = bound.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return plainDecimal(bound);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Without an exponent, in as many digits as it needs. */
function plainDecimal(bound: number): string {
  const [digits, exponent] = bound.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  const decimals = Math.max(0, digits.replace(/^-?\d\.?/, '').length - power);
  return decimals > 100 ? String(bound) : bound.toFixed(decimals);
}
