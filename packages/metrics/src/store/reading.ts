import { systemClock } from '@portcall/core';
import type { BoundMetric } from '../record/guard.js';
import type { HistogramValue, StoreCell } from './cells.js';
import type { Collection, MetricPoints, Reading, SeriesPoint, Temporality } from './point.js';

type Value = number | HistogramValue;
type Bound = ReadonlyMap<string, BoundMetric<StoreCell>>;

const NO_EXEMPLARS: SeriesPoint['exemplars'] = Object.freeze([]);

/** A view of what was bound, now and later. */
export function readingOf(bound: Bound, temporality: Temporality): Reading {
  return temporality === 'cumulative' ? cumulative(bound) : delta(bound);
}

function cumulative(bound: Bound): Reading {
  return {
    temporality: 'cumulative',
    collect: () =>
      collectionOf(bound, 'cumulative', function* (cells) {
        for (const cell of cells) yield pointOf(cell, cell.read(), cell.startTime);
      }),
  };
}

function delta(bound: Bound): Reading {
  let read = new WeakMap<StoreCell, Value>();
  let since = systemClock.wall();
  return {
    temporality: 'delta',
    collect() {
      const [before, startTime] = [read, since];
      const now = new WeakMap<StoreCell, Value>();
      read = now;
      const collection = collectionOf(bound, 'delta', function* (cells, { kind }) {
        for (const cell of cells) {
          const value = cell.read();
          now.set(cell, value);
          const change = kind === 'gauge' ? value : changeOf(before.get(cell), value);
          if (change !== undefined) yield pointOf(cell, change, Math.max(startTime, cell.startTime));
        }
      });
      since = collection.time;
      return collection;
    },
  };
}

function collectionOf(
  bound: Bound,
  temporality: Temporality,
  pointsOf: (
    cells: readonly StoreCell[],
    definition: BoundMetric<StoreCell>['definition'],
  ) => Generator<SeriesPoint, void>,
): Collection {
  const metrics: MetricPoints[] = [];
  for (const { definition, series } of bound.values()) {
    const { cells } = series;
    if (cells.length > 0) metrics.push({ metric: definition, temporality, points: pointsOf(cells, definition) });
  }
  return { time: systemClock.wall(), metrics };
}

function pointOf({ attributes }: StoreCell, value: Value, startTime: number): SeriesPoint {
  return { attributes, value, startTime, exemplars: NO_EXEMPLARS };
}

/** Undefined where nothing was recorded in between. */
function changeOf(before: Value | undefined, value: Value): Value | undefined {
  if (typeof value === 'number') {
    const change = value - ((before as number | undefined) ?? 0);
    return before !== undefined && change === 0 ? undefined : change;
  }
  const counted = before as HistogramValue | undefined;
  if (counted === undefined) return value;
  if (counted.count === value.count) return undefined;
  return {
    count: value.count - counted.count,
    sum: value.sum - counted.sum,
    // The least and the greatest of what came in between are not known.
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    boundaries: value.boundaries,
    buckets: value.buckets.map((values, index) => values - (counted.buckets[index] as number)),
  };
}
