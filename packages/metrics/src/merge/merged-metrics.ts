import type { HistogramValue } from '../store/cells.js';
import type { Exemplar } from '../store/exemplars/exemplar.js';
import { mergedExponential } from '../store/exponential/merged-exponential.js';
import type { MetricDescription, MetricPoints, SeriesPoint } from '../store/point.js';
import type { MetricColumns } from './metric-columns.js';
import { Rows } from './rows.js';

/** Whose columns they are. */
export interface Origin {
  /** What tells its gauges from those of others. */
  readonly attributes: Readonly<Record<string, number>>;
  /** Whether it has ended: what it counted is kept, and what it was or held at its end is not. */
  readonly isGone: boolean;
}

/** How two values of a series become one; undefined leaves them beside each other. */
type Join = ((one: number, other: number) => number) | undefined;

type Value = SeriesPoint['value'];

interface Metric {
  readonly metric: MetricDescription;
  readonly series: Map<string, MutablePoint>;
}

interface MutablePoint {
  readonly attributes: SeriesPoint['attributes'];
  value: Value;
  startTime: number;
  exemplars: readonly Exemplar[];
}

const JOINS: Readonly<Record<NonNullable<MetricDescription['aggregate']>, Join>> = {
  sum: (one, other) => one + other,
  max: Math.max,
  min: Math.min,
  perProcess: undefined,
};

const PER_TURN = 1_000;
const MOST_EXEMPLARS = 64;

/**
 * The readings of many as one: counters, what goes up and down, and histograms are added up; gauges are what their
 * definition says, and stand beside each other where it says nothing.
 */
export class MergedMetrics {
  private readonly metrics = new Map<string, Metric>();

  /** Yields after every thousand series, for whoever wants to let others have their turn. */
  *add(all: readonly MetricColumns[], origin: Origin): Generator<void, void> {
    let taken = 0;
    for (const columns of all) {
      const { metric } = columns;
      if (origin.isGone && metric.kind !== 'counter' && metric.kind !== 'histogram') continue;
      const join = metric.kind === 'gauge' ? JOINS[metric.aggregate ?? 'perProcess'] : JOINS.sum;
      const rows = new Rows(columns, join === undefined ? origin.attributes : {});
      const { series } = this.metricOf(columns);
      for (let row = 0; row < columns.starts.length; row += 1) {
        put(series, rows, row, join);
        taken += 1;
        if (taken % PER_TURN === 0) yield;
      }
      addExemplars(series, rows, columns.exemplars);
    }
  }

  points(): readonly MetricPoints[] {
    return Array.from(this.metrics.values(), ({ metric, series }) => ({
      metric,
      temporality: 'cumulative',
      points: series.values(),
    }));
  }

  /** Histograms with other boundaries are other metrics: their buckets cannot be added up. */
  private metricOf({ metric, boundaries, exponential }: MetricColumns): Metric {
    const { name, kind, unit, scope, scopeVersion } = metric;
    const key = JSON.stringify([name, kind, unit, scope, scopeVersion, boundaries, exponential !== undefined]);
    const known = this.metrics.get(key);
    if (known !== undefined) return known;
    const made: Metric = { metric, series: new Map() };
    this.metrics.set(key, made);
    return made;
  }
}

function put(series: Metric['series'], rows: Rows, row: number, join: Join): void {
  const key = rows.keyOf(row);
  const known = series.get(key);
  const [value, startTime] = [rows.valueOf(row), rows.columns.starts[row] as number];
  if (known === undefined) {
    series.set(key, { attributes: rows.attributesOf(row), value, startTime, exemplars: [] });
    return;
  }
  known.value = joined(known.value, value, join);
  known.startTime = Math.min(known.startTime, startTime);
}

function joined(one: Value, other: Value, join: Join): Value {
  if (typeof one === 'number' || typeof other === 'number')
    return join === undefined ? other : join(one as number, other as number);
  if ('scale' in one) return mergedExponential([one, other as typeof one]);
  const { buckets, ...rest } = other as HistogramValue;
  return {
    boundaries: one.boundaries,
    buckets: Array.from(one.buckets, (count, bucket) => count + (buckets[bucket] as number)),
    count: one.count + rest.count,
    sum: one.sum + rest.sum,
    min: Math.min(one.min, rest.min),
    max: Math.max(one.max, rest.max),
  };
}

function addExemplars(series: Metric['series'], rows: Rows, exemplars: MetricColumns['exemplars']): void {
  for (const [row, exemplar] of exemplars) {
    const point = series.get(rows.keyOf(row));
    if (point === undefined) continue;
    const all = [...point.exemplars, exemplar].sort((a, b) => b.time - a.time);
    point.exemplars = all.slice(0, MOST_EXEMPLARS);
  }
}
