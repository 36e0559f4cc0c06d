import type { Definition } from '../declare/definition.js';
import type { BoundMetric } from '../series/bound-metric.js';
import type { Cells } from '../series/cell.js';
import { Series } from '../series/series.js';
import { NO_SLOT } from '../series/slot-table.js';
import type { Observed } from './observation.js';

/** Made anew for each collection, so that nothing is left of a series that is not observed any more. */
const BORN_AT_ZERO = false;

/**
 * The series of what was observed, by the name of the metric: masked past the limit as recorded ones are. What was said
 * of one series more than once is put together by its cells.
 * @param makeCells called once per metric
 */
export function observedSeries<C extends Cells>(
  observed: Observed,
  makeCells: (metric: Definition) => C,
  seriesLimit: number,
): ReadonlyMap<string, BoundMetric<C>> {
  const metrics = new Map<string, BoundMetric<C>>();
  for (const { metric: definition, attributes, value } of observed) {
    let metric = metrics.get(definition.name);
    if (metric === undefined) {
      const cells = makeCells(definition);
      metric = { definition, series: new Series(definition, cells, seriesLimit, BORN_AT_ZERO), cells };
      metrics.set(definition.name, metric);
    }
    const slot = metric.series.slotOf(attributes);
    if (slot !== NO_SLOT) metric.cells.write(slot, value);
  }
  return metrics;
}
