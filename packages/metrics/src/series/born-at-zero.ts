import type { Definition } from '../declare/definition.js';
import type { SeriesValue } from './attribute-reading.js';

/**
 * A counter whose attributes are all closed sets exists with every combination from the start: `rate()` cannot see the
 * first increment of a series that was not there before. Left out where the combinations alone would fill the limit.
 */
export function bornAtZero({ kind, attributes }: Definition, limit: number): SeriesValue[][] {
  if (kind !== 'counter') return [];
  let combinations: SeriesValue[][] = [[]];
  for (const { values, optional } of Object.values(attributes)) {
    if (values === undefined) return [];
    const choices: readonly SeriesValue[] = optional ? [...values, undefined] : values;
    if (combinations.length * choices.length > limit) return [];
    combinations = combinations.flatMap((combination) => choices.map((choice) => [...combination, choice]));
  }
  return combinations;
}
