import { BucketRange } from '../store/exponential/bucket-range.js';
import { type ExponentialBuckets, type ExponentialValue, NO_BUCKETS } from '../store/exponential/exponential-value.js';

/** Two values together, at the finest scale that both have and at which their buckets are not too many. */
export function addedExponential(one: ExponentialValue, other: ExponentialValue): ExponentialValue {
  const [positive, negative] = [new BucketRange(), new BucketRange()];
  for (const value of [one, other]) {
    positive.addAll(value);
    negative.addAll({ ...value, positive: value.negative });
  }
  const used = [positive, negative].filter(({ counts }) => counts.length > 0);
  const scale = used.length === 0 ? 0 : Math.min(...used.map((range) => range.scale));
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    scale,
    zeroCount: one.zeroCount + other.zeroCount,
    positive: bucketsAt(positive, scale),
    negative: bucketsAt(negative, scale),
  };
}

function bucketsAt(range: BucketRange, scale: number): ExponentialBuckets {
  if (range.counts.length === 0) return NO_BUCKETS;
  range.coarsen(range.scale - scale);
  return { offset: range.offset, counts: range.counts };
}
