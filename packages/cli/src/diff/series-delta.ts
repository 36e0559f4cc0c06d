import { prometheusName } from '@portcall/metrics';
import { seriesCount } from '../lint/series-count.js';
import type { LockedAttribute, LockedMetric } from '../lock/locked-metric.js';

/** How many series Prometheus keeps of one process, as far as closed sets say, before and after. */
export interface SeriesDelta {
  readonly before: number;
  readonly after: number;
  /** Metrics with attributes that may have any value, each of which multiplies its series, and those attributes. */
  readonly unbounded: Readonly<Record<string, readonly string[]>>;
}

export function seriesDelta(before: readonly LockedMetric[], after: readonly LockedMetric[]): SeriesDelta {
  const unbounded = after.flatMap((metric) => {
    const { unbounded: keys } = seriesCount({ attributes: attributesOf(metric) });
    return keys.length === 0 ? [] : [[prometheusName(metric, 'underscore_suffixes') ?? metric.name, keys] as const];
  });
  return { before: total(before), after: total(after), unbounded: Object.fromEntries(unbounded) };
}

function total(metrics: readonly LockedMetric[]): number {
  return metrics.reduce(
    (sum, metric) => sum + samplesOf(metric) * seriesCount({ attributes: attributesOf(metric) }).closed,
    0,
  );
}

/** A histogram has a series for each boundary, one up to +Inf, its sum and its count; with exponential buckets it is one. */
function samplesOf({ kind, boundaries = [], buckets }: LockedMetric): number {
  return kind === 'histogram' && buckets === undefined ? boundaries.length + 3 : 1;
}

function attributesOf({ attributes }: LockedMetric): Readonly<Record<string, Required<LockedAttribute>>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, { type, values, optional }]) => [key, { type, values, optional }]),
  );
}
