import type { Definition, Store } from '@portcall/metrics';
import { hasDefaultBoundaries } from '@portcall/metrics/internal';

/** A store in which histograms that declare no boundaries have exponential buckets. */
export function withExponentialHistograms(store: Store): Store {
  return Object.freeze<Store>({
    ...store,
    histogram: (definition) => store.histogram(exponential(definition)),
    value: ((metric: Definition, ...attributes: []) =>
      store.value(exponential(metric), ...attributes)) as Store['value'],
    points: ((metric: Definition) => store.points(exponential(metric))) as Store['points'],
  });
}

function exponential(definition: Definition): Definition {
  if (definition.kind !== 'histogram' || !hasDefaultBoundaries(definition)) return definition;
  return Object.freeze({ ...definition, boundaries: undefined, buckets: 'exponential' });
}
