import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { lazily } from '../lazily.js';
import { targetLabels } from './target-labels.js';

export interface ExpositionOptions {
  /** For people: without `target_info` and without the scope of every series. @default false */
  readonly short?: boolean;
}

/** Writes metrics as Prometheus text, as the Prometheus exporter of OpenTelemetry does. */
export function exposition({ short = false }: ExpositionOptions = {}): (metrics: ResourceMetrics) => string {
  const { PrometheusSerializer } = lazily(
    '@opentelemetry/exporter-prometheus',
  ) as typeof import('@opentelemetry/exporter-prometheus');
  const serializer = new PrometheusSerializer('', false, undefined, short, short);
  return ({ resource, scopeMetrics }) => {
    const attributes = targetLabels(resource.attributes);
    // The serializer reads nothing of a resource but its attributes.
    const labelled = { attributes } as ResourceMetrics['resource'];
    const text = serializer.serialize({ scopeMetrics, resource: labelled });
    // It forgets the last line feed when there is nothing to say, and parsers then refuse the text.
    return text.endsWith('\n') ? text : `${text}\n`;
  };
}
