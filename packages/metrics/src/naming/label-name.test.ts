import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabelPath, labelName } from './label-name.js';

type Vector = { readonly key: string } & Readonly<Record<string, string | null>>;

/** Made by running `@opentelemetry/exporter-prometheus` 0.223.0 and `prometheus/otlptranslator` v1.0.0. */
const vectors: readonly Vector[] = JSON.parse(readFileSync(join(__dirname, '../../test/label-names.json'), 'utf8'));

const COLUMNS: readonly (readonly [column: string, path: LabelPath])[] = [
  ['jsExporter', 'js_exporter'],
  ['collectorGateOn', 'collector'],
  ['collectorGateOff', 'collector_strict'],
  ['promOtlpDefault', 'prometheus_otlp'],
  ['specPure', 'specification'],
  ['utf8', 'utf8'],
];

it('has vectors', () => {
  expect(vectors.length).toBeGreaterThan(25);
});

it.each(COLUMNS)('translates every key as %s does', (column, path) => {
  const labels = vectors.map(({ key }) => [key, labelName(key, path) ?? null]);
  expect(labels).toEqual(vectors.map((vector) => [vector.key, vector[column]]));
});

// The last three are of `sanitize_test.go` of VictoriaMetrics v1.151, the others read from its source.
it.each([
  ['http.method', 'http_method'],
  ['a..b', 'a__b'],
  ['1foo', 'key_1foo'],
  ['_foo', 'key_foo'],
  ['__bar', '__bar'],
])('VictoriaMetrics keeps %s as it is, and by Prometheus’ rules makes %s of it', (key, label) => {
  expect(labelName(key, 'victoria_metrics')).toBe(key);
  expect(labelName(key, 'victoria_metrics_prometheus')).toBe(label);
});
