import type { Attributes } from '@opentelemetry/api';

/**
 * A resource's attributes as the labels of `target_info`. Keys that become one label share it, their values joined by `;`
 * in the order of the keys: Prometheus refuses the whole scrape for a label that stands twice.
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-attributes
 */
export function targetLabels(attributes: Attributes): Record<string, string> {
  const keysOf = new Map<string, string[]>();
  for (const key of Object.keys(attributes)) {
    const label = labelOf(key);
    if (label !== '') keysOf.set(label, [...(keysOf.get(label) ?? []), key]);
  }
  const joined = (keys: readonly string[]): string => keys.map((key) => textOf(attributes[key])).join(';');
  return Object.fromEntries([...keysOf].map(([label, keys]) => [label, joined(keys.sort())]));
}

/** As a translator of OTLP makes it, so that both paths show the same: `1x` is `key_1x`. */
function labelOf(key: string): string {
  const label = key.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{2,}/g, '_');
  return /^\d/.test(label) ? `key_${label}` : label;
}

function textOf(value: Attributes[string]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
