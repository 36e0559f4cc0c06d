import { systemClock } from '@portcall/core';
import type { BoundMetric } from '../record/guard.js';
import type { StoreCell } from './cells.js';
import { DeltaColumn } from './delta-column.js';
import type { Collection, MetricPoints, Reading, SeriesPoint, Temporality } from './point.js';

type Metric = BoundMetric<StoreCell>;
type Bound = ReadonlyMap<string, Metric>;

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
  const columns = new Map<string, DeltaColumn>();
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

function columnOf(columns: Map<string, DeltaColumn>, { definition }: Metric): DeltaColumn {
  const known = columns.get(definition.name);
  if (known !== undefined) return known;
  const column = new DeltaColumn(definition);
  columns.set(definition.name, column);
  return column;
}

function collectionOf(bound: Bound, time: number, pointsOf: (metric: Metric) => MetricPoints): Collection {
  const metrics: MetricPoints[] = [];
  for (const metric of bound.values()) if (metric.series.cells.length > 0) metrics.push(pointsOf(metric));
  return { time, metrics };
}

function cumulative({ definition, series }: Metric): MetricPoints {
  return { metric: definition, temporality: 'cumulative', points: wholes(series.cells) };
}

function* wholes(cells: readonly StoreCell[]): Generator<SeriesPoint, void> {
  for (const cell of cells) yield pointOf(cell, cell.read(), cell.startTime);
}

function* deltas(
  { series }: Metric,
  column: DeltaColumn,
  time: number,
  isLatest: () => boolean,
): Generator<SeriesPoint, void> {
  for (let index = 0; isLatest() && index < series.cells.length; index += 1) {
    const cell = series.cells[index] as StoreCell;
    column.isOf(series.resets);
    const since = column.since(index, cell.startTime);
    const change = column.take(index, cell.read(), time);
    if (change !== undefined) yield pointOf(cell, change, since);
  }
}

function pointOf({ attributes }: StoreCell, value: SeriesPoint['value'], startTime: number): SeriesPoint {
  return { attributes, value, startTime, exemplars: NO_EXEMPLARS };
}
