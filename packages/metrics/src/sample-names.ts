import type { Definition } from './definition.js';
import { prometheusName } from './prometheus-name.js';

/** The names of a metric's samples at the endpoint of this process. No two metrics can share one. */
export function sampleNames(definition: Definition): readonly string[] {
  const family = prometheusName(definition, 'endpoint') as string;
  return definition.kind === 'histogram' ? ['', '_bucket', '_sum', '_count'].map((part) => family + part) : [family];
}
