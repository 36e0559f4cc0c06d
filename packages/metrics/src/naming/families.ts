import type { MetricSpec } from '../declare/definition.js';
import { type NamingPath, prometheusName } from './prometheus-name.js';

/** A metric that writes a sample of another one's name. */
export interface FamilyFault<T extends NamedSpec> {
  readonly metric: T;
  readonly owner: T;
  readonly sample: string;
}

type NamedSpec = Pick<MetricSpec, 'kind' | 'name' | 'unit'>;

/** The names of all samples that a metric of this whole name writes; none where it can have no name. */
export function sampleNames(metric: NamedSpec, path: NamingPath = 'underscore_suffixes'): readonly string[] {
  const family = prometheusName(metric, path);
  if (family === undefined) return [];
  return metric.kind === 'histogram' ? ['', '_bucket', '_sum', '_count'].map((part) => family + part) : [family];
}

/**
 * Every sample name a family writes is its own: a histogram `x` and a gauge `x_count` cannot live together. Of two metrics
 * that meet in several names the first is given.
 */
export function* familyFaults<T extends NamedSpec>(metrics: Iterable<T>, path?: NamingPath): Iterable<FamilyFault<T>> {
  const owners = new Map<string, T>();
  for (const metric of metrics) {
    const samples = sampleNames(metric, path);
    const sample = samples.find((name) => owners.has(name));
    if (sample !== undefined) yield { metric, owner: owners.get(sample) as T, sample };
    for (const name of samples) if (!owners.has(name)) owners.set(name, metric);
  }
}
