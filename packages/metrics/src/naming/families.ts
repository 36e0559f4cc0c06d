import type { MetricSpec } from '../declare/definition.js';
import { prometheusName } from './prometheus-name.js';

/** A metric that writes a sample of another one's name. */
export interface FamilyFault {
  readonly metric: string;
  readonly owner: string;
  readonly sample: string;
}

type NamedSpec = Pick<MetricSpec, 'kind' | 'name' | 'unit'>;

/** The names of all samples that a metric of this whole name writes; none where it can have no name. */
export function sampleNames(metric: NamedSpec): readonly string[] {
  const family = prometheusName(metric, 'underscore_suffixes');
  if (family === undefined) return [];
  return metric.kind === 'histogram' ? ['', '_bucket', '_sum', '_count'].map((part) => family + part) : [family];
}

/** Every sample name a family writes is its own: a histogram `x` and a gauge `x_count` cannot live together. */
export function familyFault(metrics: readonly NamedSpec[]): FamilyFault | undefined {
  const owners = new Map<string, string>();
  for (const metric of metrics) {
    for (const sample of sampleNames(metric)) {
      const owner = owners.get(sample);
      if (owner !== undefined) return { metric: metric.name, owner, sample };
      owners.set(sample, metric.name);
    }
  }
  return undefined;
}
