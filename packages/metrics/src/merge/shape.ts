import type { HistogramValue } from '../store/cells.js';
import type { SeriesPoint } from '../store/point.js';

/** How the numbers of a value lie: one, exponential buckets, or those between boundaries. */
export type Shape = 'number' | 'exponential' | HistogramValue['boundaries'];

export function shapeOf(value: SeriesPoint['value']): Shape {
  if (typeof value === 'number') return 'number';
  return 'scale' in value ? 'exponential' : value.boundaries;
}

export function isSame(one: Shape, other: Shape): boolean {
  if (one === other) return true;
  if (typeof one === 'string' || typeof other === 'string') return false;
  return one.length === other.length && one.every((bound, i) => bound === other[i]);
}
