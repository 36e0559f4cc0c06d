import { type LePath, leLabel } from '@portcall/metrics/internal';
import { oneOfThese } from './selector.js';

const PATHS: readonly LePath[] = ['endpoint', 'collector', 'prometheus_scrape', 'otlp'];

/**
 * What `le` is of the bucket that ends at a bound, however it got there: Prometheus 3 writes the 5 that it scrapes as `5.0`
 * and the one that comes by OTLP as `5`; the Collector's text has `1e+06` where others have `1000000`.
 */
export function boundCondition(bound: number): string {
  return oneOfThese(boundSpellings(bound));
}

/** All spellings of a bound, the commonest first. */
export function boundSpellings(bound: number): readonly string[] {
  return [...new Set(PATHS.map((path) => leLabel(bound, path)))];
}
