import type { BoundMetric } from '../series/bound-metric.js';
import { refuse } from '../series/refusal.js';

/** Leaves a metric to its observers: it has no series of its own, and what is recorded of it is refused and counted. */
export function leaveToObservers({ definition, series }: BoundMetric): void {
  series.close(() => refuse(definition.name, () => 'it is observed, and nothing can be added to that'));
  series.clear();
}
