import { type Definition, type NamingPath, prometheusName } from '@portcall/metrics';

/** Where a name is seen, in the words of those who look there. */
const PLACES: readonly (readonly [place: string, path: NamingPath])[] = [
  ['endpoint of the process, Collector, Prometheus through OTLP', 'underscore_suffixes'],
  ["OpenTelemetry's exporter for JavaScript", 'js_exporter'],
  ['UTF-8 names with suffixes', 'utf8_suffixes'],
  ['Mimir through OTLP', 'underscore'],
  ['VictoriaMetrics through OTLP, names as they are', 'untranslated'],
  ['VictoriaMetrics with Prometheus names', 'victoria_metrics_prometheus'],
];

/** One name, and every place where the metric has it. */
export interface NamedPlaces {
  readonly name: string;
  readonly places: readonly string[];
}

/** What a metric is called wherever it may end up, the name at the endpoint of the process first. */
export function namesOnPaths(metric: Definition): readonly NamedPlaces[] {
  const byName = new Map<string, string[]>();
  for (const [place, path] of PLACES) {
    const name = prometheusName(metric, path) ?? '';
    byName.set(name, [...(byName.get(name) ?? []), place]);
  }
  return Array.from(byName, ([name, places]) => ({ name, places }));
}
