import type { AttributeKind, Catalog, Definition } from '@portcall/metrics';

/** What a lock file keeps of a metric: all that dashboards and alerts can depend on. */
export interface LockedMetric
  extends Pick<
    Definition,
    'name' | 'kind' | 'unit' | 'description' | 'scope' | 'buckets' | 'aggregate' | 'deprecated'
  > {
  /** The key in its catalog. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, LockedAttribute>>;
  readonly boundaries?: readonly number[] | undefined;
}

export type LockedAttribute = Pick<AttributeKind, 'type' | 'optional'> & {
  readonly values?: AttributeKind['values'];
};

/** The metrics of catalogs by name, in the order of their names: whatever order they are declared in. */
export function lockedMetrics(catalogs: readonly Catalog[]): readonly LockedMetric[] {
  const byName = new Map<string, LockedMetric>();
  for (const catalog of catalogs) {
    for (const [key, metric] of Object.entries<Definition>(catalog.metrics)) {
      if (!byName.has(metric.name)) byName.set(metric.name, lockedMetric(key, metric));
    }
  }
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function lockedMetric(key: string, metric: Definition): LockedMetric {
  const { name, kind, unit, description, scope, boundaries, buckets, aggregate, deprecated } = metric;
  const attributes = Object.entries(metric.attributes)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([attribute, { type, values, optional }]) => [attribute, { type, values, optional }] as const);
  return {
    ...{ name, key, kind, unit, description, scope, boundaries },
    ...(buckets === undefined ? {} : { buckets }),
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(deprecated === undefined ? {} : { deprecated }),
    attributes: Object.fromEntries(attributes),
  };
}
