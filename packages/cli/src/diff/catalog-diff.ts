import { prometheusName } from '@portcall/metrics';
import { endOf } from '@portcall/metrics/internal';
import type { LockedMetric } from '../lock/locked-metric.js';
import type { Change, Difference } from './change.js';
import { EVERYWHERE } from './diff-paths.js';
import { metricDifferences } from './metric-differences.js';
import { type SeriesDelta, seriesDelta } from './series-delta.js';

export interface CatalogDiff {
  readonly changes: readonly Change[];
  readonly series: SeriesDelta;
}

/**
 * Every change between two states of catalogs, in the order of the metrics' names.
 * @param now in milliseconds since 1970: a deprecated metric may go when its time is over
 */
export function catalogDiff(before: readonly LockedMetric[], after: readonly LockedMetric[], now: number): CatalogDiff {
  const pairs = pairsOf(before, after);
  const [kept, counterparts] = [new Set(pairs.map(([one]) => one)), new Set(pairs.map(([, other]) => other))];
  const changes = [
    ...pairs.flatMap(([one, other]) => metricDifferences(one, other).map((difference) => of(other, difference))),
    ...before.filter((metric) => !kept.has(metric)).map((metric) => of(metric, removal(metric, now))),
    ...after.filter((metric) => !counterparts.has(metric)).map((metric) => of(metric, addition(metric))),
  ];
  return { changes: changes.sort(byMetric), series: seriesDelta(before, after) };
}

export function breakingChanges({ changes }: CatalogDiff): readonly Change[] {
  return changes.filter(({ breaks }) => breaks.length > 0);
}

/** By name; what is left by its key in the catalog of the same scope, where that is one metric on both sides. */
function pairsOf(
  before: readonly LockedMetric[],
  after: readonly LockedMetric[],
): readonly (readonly [LockedMetric, LockedMetric])[] {
  const byName = new Map(after.map((metric) => [metric.name, metric]));
  const named = before.flatMap((metric) => {
    const same = byName.get(metric.name);
    return same === undefined ? [] : [[metric, same] as const];
  });
  const known = new Set(named.map(([{ name }]) => name));
  const [left, come] = [before, after].map((metrics) => metrics.filter(({ name }) => !known.has(name))) as [
    LockedMetric[],
    LockedMetric[],
  ];
  const renamed = left.flatMap((metric) => {
    const candidates = come.filter((other) => isOfOneKey(metric, other));
    const isOne = candidates.length === 1 && left.filter((other) => isOfOneKey(other, metric)).length === 1;
    return isOne ? [[metric, candidates[0] as LockedMetric] as const] : [];
  });
  return [...named, ...renamed];
}

function isOfOneKey(one: LockedMetric, other: LockedMetric): boolean {
  return one.scope === other.scope && one.key === other.key;
}

function removal({ deprecated }: LockedMetric, now: number): Difference {
  if (deprecated !== undefined && now >= endOf(deprecated)) {
    return { what: 'removed', message: `it is removed, as it was to be after ${deprecated.until}`, breaks: [] };
  }
  return { what: 'removed', message: 'it is removed', breaks: EVERYWHERE };
}

function addition({ kind }: LockedMetric): Difference {
  return {
    what: 'added',
    message: `it is added, as a ${kind === 'upDownCounter' ? 'up-down counter' : kind}`,
    breaks: [],
  };
}

function of(metric: LockedMetric, difference: Difference): Change {
  return { metric: prometheusName(metric, 'underscore_suffixes') ?? metric.name, ...difference };
}

function byMetric(one: Change, other: Change): number {
  return one.metric < other.metric ? -1 : Number(one.metric > other.metric);
}
