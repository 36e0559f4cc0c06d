import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NamedInstrument, type NamingPath, prometheusName } from './prometheus-name.js';

interface Vector {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  readonly expect: Readonly<Record<string, string | null>>;
}

/** Made by running `@opentelemetry/exporter-prometheus` 0.223.0 and `prometheus/otlptranslator` v1.0.0. */
const vectors: readonly Vector[] = JSON.parse(readFileSync(join(__dirname, '../../test/metric-names.json'), 'utf8'));

const COLUMNS: readonly (readonly [column: string, path: NamingPath])[] = [
  ['jsExporter', 'js_exporter'],
  ['collectorPrometheus', 'underscore_suffixes'],
  ['collectorNoSuffix', 'underscore'],
  ['promOtlpUnderscoreWithSuffixes', 'underscore_suffixes'],
  ['promOtlpUnderscoreWithoutSuffixes', 'underscore'],
  ['promOtlpNoUtf8WithSuffixes', 'utf8_suffixes'],
  ['promOtlpNoTranslation', 'untranslated'],
];

it('has vectors', () => {
  expect(vectors.length).toBeGreaterThan(100);
});

it.each(COLUMNS)('translates every vector as %s does', (column, path) => {
  const translated = vectors.map((vector) => ({ ...vector, name: prometheusName(instrumentOf(vector), path) ?? null }));
  expect(translated).toEqual(vectors.map((vector) => ({ ...vector, name: vector.expect[column] })));
});

function instrumentOf({ name, unit, kind }: Vector): NamedInstrument {
  return { name, unit, kind: kind === 'updowncounter' ? 'upDownCounter' : kind };
}
