import { BucketRange } from './bucket-range.js';
import { type ExponentialValue, NO_BUCKETS } from './exponential-value.js';

type Rest = Pick<ExponentialValue, 'sum' | 'min' | 'max' | 'zeroCount'>;

/** A copy of what is in the buckets, beside the rest. The count is their sum: they never differ. */
export function exponentialValue(
  { scale, offset, counts }: BucketRange,
  { sum, min, max, zeroCount }: Rest,
): ExponentialValue {
  let count = zeroCount;
  for (let bucket = 0; bucket < counts.length; bucket += 1) count += counts[bucket] as number;
  const positive = counts.length === 0 ? NO_BUCKETS : { offset, counts: counts.slice() };
  return { count, sum, min, max, scale: counts.length === 0 ? 0 : scale, zeroCount, positive, negative: NO_BUCKETS };
}

/** The same with nothing in it that can be changed. */
export function frozenExponential(value: ExponentialValue): ExponentialValue {
  Object.freeze(value.positive.counts);
  Object.freeze(value.positive);
  return Object.freeze(value);
}

/** All values together, at the finest scale at which their buckets are not too many. */
export function mergedExponential(values: Iterable<ExponentialValue>): ExponentialValue {
  const [range, negative] = [new BucketRange(), new BucketRange()];
  const rest = { sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, zeroCount: 0 };
  for (const value of values) {
    range.addAll(value.scale, value.positive);
    negative.addAll(value.scale, value.negative);
    rest.sum += value.sum;
    rest.min = Math.min(rest.min, value.min);
    rest.max = Math.max(rest.max, value.max);
    rest.zeroCount += value.zeroCount;
  }
  const positive = exponentialValue(range, rest);
  return negative.counts.length === 0 ? positive : withNegative(range, negative, rest);
}

/** Both sides have one scale. */
function withNegative(range: BucketRange, below: BucketRange, rest: Rest): ExponentialValue {
  range.coarsenTo(below.scale);
  below.coarsenTo(range.scale);
  const { scale, offset, counts } = below;
  const { positive, count } = exponentialValue(range, rest);
  const negative = { offset, counts: counts.slice() };
  return { ...rest, count: count + counts.reduce((sum, values) => sum + values, 0), scale, positive, negative };
}
