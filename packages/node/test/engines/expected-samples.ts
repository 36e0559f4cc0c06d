import { type Definition, type NamingPath, type Point, prometheusName } from '@portcall/metrics';
import type { PrometheusSample } from '@portcall/real-parts';

/** One metric of a store's snapshot, read back from JSON. */
export interface StoredMetric {
  readonly definition: Definition;
  readonly points: readonly Point[];
}

/** `name{label="value"}` and its number: of a histogram the count, the sum and every cumulative bucket. */
export type Samples = ReadonlyMap<string, number>;

/** What somebody who scrapes or queries has to find of these metrics at the end of a path. */
export function expectedSamples(metrics: readonly StoredMetric[], path: NamingPath): Samples {
  return new Map(metrics.flatMap((metric) => samplesOf(metric, path)));
}

function samplesOf({ definition, points }: StoredMetric, path: NamingPath): [string, number][] {
  const name = prometheusName(definition, path) ?? '';
  return points.flatMap(({ attributes, value }) => {
    const labels = Object.fromEntries(
      Object.entries(attributes).map(([key, text]) => [labelOf(key, path), String(text)]),
    );
    if (typeof value === 'number') return [[seriesOf(name, labels), value] as [string, number]];
    const { count, sum, buckets } = value as { count: number; sum: number; buckets: readonly number[] };
    const limits = [...(definition.boundaries ?? []), Number.POSITIVE_INFINITY];
    let below = 0;
    const cumulative = limits.map((le, index): [string, number] => {
      below += buckets[index] ?? 0;
      return [seriesOf(`${name}_bucket`, { ...labels, le: String(le) }), below];
    });
    return [[seriesOf(`${name}_count`, labels), count], [seriesOf(`${name}_sum`, labels), sum], ...cumulative];
  });
}

/** Paths that keep every character of a name keep those of a key too. */
function labelOf(key: string, path: NamingPath): string {
  return path === 'utf8_suffixes' || path === 'untranslated' ? key : key.replaceAll('.', '_');
}

/** What was found, reduced to the labels that a catalog declares: the others say who recorded it. */
export function foundSamples(samples: readonly PrometheusSample[], metrics: readonly StoredMetric[]): Samples {
  const keys = metrics.flatMap(({ definition }) => Object.keys(definition.attributes));
  const declared = new Set(['le', ...keys, ...keys.map((key) => labelOf(key, 'underscore'))]);
  return new Map(
    samples.map(({ labels: { __name__: name = '', ...labels }, value }) => {
      const kept = Object.entries(labels).filter(([key]) => declared.has(key));
      return [seriesOf(name, Object.fromEntries(kept)), value];
    }),
  );
}

/** Every expected sample that is missing or has another number; numbers are equal to 12 digits, as far as back ends keep them. */
export function differences(expected: Samples, found: Samples): readonly string[] {
  return [...expected].flatMap(([series, value]) => {
    const there = found.get(series);
    if (there !== undefined && Math.abs(there - value) <= Math.abs(value) * 1e-12) return [];
    return [`${series}: expected ${value}, found ${there ?? 'nothing'}`];
  });
}

function seriesOf(name: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(key === 'le' ? String(numberOf(value)) : value)}`);
  return `${name}{${sorted.join(',')}}`;
}

/** `5`, `5.0` and `5e+00` are one boundary. */
function numberOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
