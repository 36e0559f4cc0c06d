import type { ExponentialValue, HistogramValue, SeriesPoint } from '@portcall/metrics';

/** Whether a value is a histogram that adds up: a parser refuses the whole scrape for one that does not. */
export function addsUp(value: SeriesPoint['value']): value is HistogramValue | ExponentialValue {
  if (typeof value !== 'object') return false;
  return Number.isSafeInteger(value.count) && value.count >= 0 && ('scale' in value || isSpread(value));
}

/** Whether each value that was counted is in one bucket. */
function isSpread({ count, boundaries, buckets }: HistogramValue): boolean {
  if (buckets.length <= boundaries.length) return false;
  let sum = 0;
  for (let i = 0; i < buckets.length; i += 1) {
    const values = buckets[i] as number;
    if (!(values >= 0) || values !== Math.floor(values)) return false;
    sum += values;
  }
  return sum === count;
}
