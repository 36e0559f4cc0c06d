import type { Definition } from '../declare/definition.js';
import type { BoundMetric } from '../series/bound-metric.js';
import type { StoreCells } from '../store/cells.js';
import { formerNames } from '../store/former-names.js';
import type { MetricPoints, Reading, SeriesPoint } from '../store/point.js';
import type { Observed } from './observation.js';
import type { Observers } from './observers.js';
import { RunningTotals } from './running-totals.js';

type Metric = BoundMetric<StoreCells>;

const NO_EXEMPLARS: SeriesPoint['exemplars'] = Object.freeze([]);

export interface ObservedReadingParts {
  readonly observers: Observers;
  /** The series of what was observed, by the name of the metric. */
  readonly seriesOf: (observed: Observed) => ReadonlyMap<string, Metric>;
  /** As many series as a metric can have. */
  readonly mostSeries: number;
}

/**
 * A reading that has what is observed, too. The points of that have no columns, as their series are made for one
 * collection: readers that read at the same time, each slowly, share nothing.
 */
export function withObserved(own: Reading, { observers, seriesOf, mostSeries }: ObservedReadingParts): Reading {
  const isDelta = own.temporality === 'delta';
  const totals = new Map<string, RunningTotals>();
  const totalsOf = ({ definition }: Metric, { name }: Definition): RunningTotals => {
    const known = totals.get(name);
    if (known !== undefined) return known;
    const made = new RunningTotals(observers.startTime(definition), mostSeries);
    totals.set(name, made);
    return made;
  };
  let latest = 0;

  /** As of recorded deltas: what is not looked at comes with the next collection, and an older one has nothing left. */
  function* deltas(metric: Metric, as: Definition, time: number, mine: number): Generator<SeriesPoint, void> {
    const seen = totalsOf(metric, as);
    for (const { attributes, value } of seriesIn(metric)) {
      if (mine !== latest) return;
      const { added, since, isNew } = seen.take(JSON.stringify(attributes), value, time);
      if (added !== 0 || isNew) yield { attributes, value: added, startTime: since, exemplars: NO_EXEMPLARS };
    }
  }

  /** At once: a total is held against the one before, however late anybody looks at it. */
  function wholes(metric: Metric, as: Definition, time: number): readonly SeriesPoint[] {
    const began = observers.startTime(metric.definition);
    const seen = metric.definition.kind === 'counter' ? totalsOf(metric, as) : undefined;
    return Array.from(seriesIn(metric), ({ attributes, value }) => {
      const startTime = seen?.take(JSON.stringify(attributes), value, time).startTime ?? began;
      return { attributes, value, startTime, exemplars: NO_EXEMPLARS };
    });
  }

  return {
    temporality: own.temporality,
    collect(observed = observers.now()) {
      const collection = own.collect();
      if (observed.length === 0) return collection;
      const { time } = collection;
      latest += 1;
      const pointsOf = (metric: Metric, as: Definition): MetricPoints =>
        isDelta && as.kind === 'counter'
          ? { metric: as, temporality: 'delta', points: deltas(metric, as, time, latest) }
          : { metric: as, temporality: 'cumulative', points: wholes(metric, as, time) };
      const metrics = [...seriesOf(observed).values()].flatMap((metric) =>
        [metric.definition, ...formerNames(metric.definition, time)].map((as) => pointsOf(metric, as)),
      );
      return { time, metrics: [...collection.metrics, ...metrics] };
    },
  };
}

function* seriesIn({ series, cells }: Metric): Generator<Pick<SeriesPoint, 'attributes'> & { readonly value: number }> {
  const read = cells.reader();
  for (const slot of series.slots()) yield { attributes: series.attributesOf(slot), value: read(slot) as number };
}
