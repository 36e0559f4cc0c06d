import type { SeriesAttributes } from '@portcall/metrics';
import type { HistogramReading, SeriesReading } from './plain-model.js';

/** Fails unless both are the same series with the same numbers, in whatever order. */
export function expectSeries(actual: readonly SeriesReading[], expected: readonly SeriesReading[]): void {
  const extremes = actual.some(({ value }) => typeof value === 'object' && value.min !== undefined);
  expect(listed(actual, extremes)).toEqual(listed(expected, extremes));
}

function listed(series: readonly SeriesReading[], extremes: boolean): readonly (readonly [string, unknown])[] {
  const lines = series.map(({ attributes, value }) => [textOf(attributes), numbersOf(value, extremes)] as const);
  return lines.sort(([a], [b]) => (a < b ? -1 : 1));
}

function textOf(attributes: SeriesAttributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** 0 is added because -0 and 0 are the same number to whoever reads them. */
function numbersOf(value: number | HistogramReading, extremes: boolean): unknown {
  if (typeof value === 'number') return value + 0;
  const { count, sum, buckets, min = 0, max = 0 } = value;
  return extremes
    ? { count, sum, buckets: [...buckets], min: min + 0, max: max + 0 }
    : { count, sum, buckets: [...buckets] };
}
