import { shown } from '@portcall/core/internal';
import type { MetricSpec } from '../declare/definition.js';
import type { Fault } from './fault.js';

const id = 'boundaries-order';

/** What is wrong with a histogram's boundaries, or undefined where nothing is. */
export function boundariesFault({ kind, boundaries, buckets }: MetricSpec): Fault | undefined {
  if (buckets !== undefined && kind !== 'histogram')
    return { id, wrong: `buckets belong to histograms and the kind is ${kind}`, todo: 'drop them' };
  if (boundaries === undefined) return undefined;
  if (kind !== 'histogram')
    return { id, wrong: `boundaries belong to histograms and the kind is ${kind}`, todo: 'drop them' };
  if (buckets === 'exponential')
    return { id, wrong: 'boundaries beside buckets: "exponential", which has none', todo: 'drop one of them' };
  // By index: `every()` and its like pass over the holes of `[1, , 3]`.
  for (let index = 0; index < boundaries.length; index += 1) {
    const boundary: unknown = boundaries[index];
    if (!Number.isFinite(boundary)) {
      return {
        id,
        wrong: `boundary ${index} is ${shown(boundary)} and not a finite number`,
        todo: 'drop it, because the bucket up to +Inf is always there',
      };
    }
    const before = index === 0 ? Number.NEGATIVE_INFINITY : (boundaries[index - 1] as number);
    if ((boundary as number) <= before) {
      return {
        id,
        wrong: `boundaries ascend and ${shown(boundary)} follows ${shown(before)}`,
        todo: 'sort them and drop duplicates',
      };
    }
  }
  return undefined;
}
