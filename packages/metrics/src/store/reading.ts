import { systemClock } from '@portcall/core';
import type { BoundMetric } from '../series/bound-metric.js';
import type { StoreCells } from './cells.js';
import { DeltaColumn } from './delta-column.js';
import { ExponentialDeltas } from './exponential/exponential-deltas.js';
import type { Collection, MetricPoints, Reading, SeriesPoint, Temporality } from './point.js';

type Metric = BoundMetric<StoreCells>;
type Bound = ReadonlyMap<string, Metric>;

/** What one delta reader has been given of a metric. */
type Deltas = DeltaColumn | ExponentialDeltas;

const NO_EXEMPLARS: SeriesPoint['exemplars'] = Object.freeze([]);

/** A view of what was bound, now and later. */
export function readingOf(bound: Bound, temporality: Temporality): Reading {
  return temporality === 'cumulative' ? cumulativeReading(bound) : deltaReading(bound);
}

function cumulativeReading(bound: Bound): Reading {
  return { temporality: 'cumulative', collect: () => collectionOf(bound, systemClock.wall(), cumulative) };
}

/**
 * A series' numbers are taken when its point is: what was collected and never looked at comes with the next collection.
 * Once there is a newer one, an older one has nothing left to give.
 */
function deltaReading(bound: Bound): Reading {
  const columns = new Map<string, Deltas>();
  let latest = 0;
  return {
    temporality: 'delta',
    collect() {
      latest += 1;
      const [mine, time] = [latest, systemClock.wall()];
      return collectionOf(bound, time, (metric) => {
        if (!isDelta(metric)) return cumulative(metric);
        const column = columnOf(columns, metric);
        return {
          metric: metric.definition,
          temporality: 'delta',
          points: deltas(metric, column, time, () => mine === latest),
        };
      });
    },
  };
}

/** As OpenTelemetry's delta preference has it: the sum of what goes up and down is of use only as a whole. */
function isDelta({ definition: { kind } }: Metric): boolean {
  return kind === 'counter' || kind === 'histogram';
}

function columnOf(columns: Map<string, Deltas>, { definition }: Metric): Deltas {
  const known = columns.get(definition.name);
  if (known !== undefined) return known;
  const column: Deltas = definition.buckets === 'exponential' ? new ExponentialDeltas() : new DeltaColumn(definition);
  columns.set(definition.name, column);
  return column;
}

function collectionOf(bound: Bound, time: number, pointsOf: (metric: Metric) => MetricPoints): Collection {
  const metrics: MetricPoints[] = [];
  for (const metric of bound.values()) if (metric.series.size > 0) metrics.push(pointsOf(metric));
  return { time, metrics };
}

function cumulative(metric: Metric): MetricPoints {
  return { metric: metric.definition, temporality: 'cumulative', points: wholes(metric) };
}

/** A series that is gone since is left out; one that has its slot by now is read instead. */
function* wholes(metric: Metric): Generator<SeriesPoint, void> {
  const { series, cells } = metric;
  for (const slot of series.slots()) {
    if (series.birthOf(slot) !== 0) yield pointOf(metric, slot, cells.read(slot), cells.startTime(slot));
  }
}

function* deltas(metric: Metric, column: Deltas, time: number, isLatest: () => boolean): Generator<SeriesPoint, void> {
  const { series, cells } = metric;
  for (const slot of series.slots()) {
    if (!isLatest()) return;
    const birth = series.birthOf(slot);
    if (birth === 0) continue;
    column.isOf(slot, birth);
    const since = column.since(slot, cells.startTime(slot));
    const change = column.take(slot, cells.read(slot) as never, time);
    if (change !== undefined) yield pointOf(metric, slot, change, since);
  }
}

function pointOf({ series }: Metric, slot: number, value: SeriesPoint['value'], startTime: number): SeriesPoint {
  return { attributes: series.attributesOf(slot), value, startTime, exemplars: NO_EXEMPLARS };
}
