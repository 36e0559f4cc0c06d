import type { AttributeKind, MetricSpec } from '@portcall/metrics';

/** How many series a metric can have, as far as its declaration says. */
export interface SeriesCount {
  /** All combinations of its closed sets; an optional one counts its absence. */
  readonly closed: number;
  /** Attributes that may have any value, each of which multiplies that. */
  readonly unbounded: readonly string[];
}

export function seriesCount({ attributes }: Pick<MetricSpec, 'attributes'>): SeriesCount {
  const entries = Object.entries(attributes);
  return {
    closed: entries.reduce((product, [, kind]) => product * valuesOf(kind), 1),
    unbounded: entries.filter(([, { values }]) => values === undefined).map(([key]) => key),
  };
}

function valuesOf({ values, optional }: AttributeKind): number {
  return values === undefined ? 1 : values.length + (optional ? 1 : 0);
}
