import type { AttributeKind, AttributeValue, Definition, SeriesAttributes } from '@portcall/metrics';

/** What a histogram's series holds. Minimum and maximum are compared where a backend gives them. */
export interface HistogramReading {
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
  /** Values per bucket, not cumulated. */
  readonly buckets: readonly number[];
}

/** One series and what it holds. */
export interface SeriesReading {
  readonly attributes: SeriesAttributes;
  readonly value: number | HistogramReading;
}

/** A series as the model knows it. */
export interface ModelSeries {
  readonly key: string;
  readonly attributes: SeriesAttributes;
  /** Whether the attributes object had more than is declared, which is left out and counted. */
  readonly hadMore: boolean;
}

/**
 * What every backend must come to, written as plainly as can be and with nothing of the implementation in it: a text
 * per series, a list of values per text.
 */
export class PlainModel {
  private readonly values = new Map<string, Map<string, { attributes: SeriesAttributes; values: number[] }>>();
  /** Removed, and not recorded since: by the name of the metric and the key of the series. */
  private readonly gone = new Set<string>();

  /** @param bornAtZero whether counters of closed sets exist before anything is recorded */
  constructor(private readonly bornAtZero: boolean) {}

  /** Takes a recording, or says false where it must be refused. */
  take(definition: Definition, value: unknown, attributes: unknown): boolean {
    const series = seriesOf(definition, attributes);
    if (series === undefined || !takesNumber(definition, value)) return false;
    this.keep(definition, series, value as number);
    return true;
  }

  /** Takes a removal, or says false where no series can be meant. */
  remove(definition: Definition, attributes: unknown): boolean {
    const series = seriesOf(definition, attributes);
    if (series === undefined) return false;
    this.values.get(definition.name)?.delete(series.key);
    this.gone.add(goneKey(definition, series));
    return true;
  }

  /** Takes the removal of everything. */
  clear(definition: Definition): void {
    this.values.delete(definition.name);
    for (const series of closedSeries(definition)) this.gone.delete(goneKey(definition, series));
  }

  /** Keeps a value that is known to be acceptable. */
  keep(definition: Definition, series: ModelSeries, value: number): void {
    this.gone.delete(goneKey(definition, series));
    this.cell(definition, series).push(value);
  }

  /** Every series of a metric. */
  series(definition: Definition): readonly SeriesReading[] {
    const born = this.bornAtZero ? closedSeries(definition) : [];
    for (const series of born) if (!this.gone.has(goneKey(definition, series))) this.cell(definition, series);
    const all = [...(this.values.get(definition.name)?.values() ?? [])];
    return all.map(({ attributes, values }) => ({ attributes, value: summary(definition, values) }));
  }

  private cell(definition: Definition, { key, attributes }: ModelSeries): number[] {
    const ofMetric = this.values.get(definition.name) ?? new Map();
    this.values.set(definition.name, ofMetric);
    const cell = ofMetric.get(key) ?? { attributes, values: [] };
    ofMetric.set(key, cell);
    return cell.values;
  }
}

function goneKey({ name }: Definition, { key }: ModelSeries): string {
  return `${name} ${key}`;
}

/** Whether a kind of metric takes a value. */
export function takesNumber({ kind }: Definition, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (kind === 'gauge') return true;
  if (kind !== 'upDownCounter' && value < 0) return false;
  return Math.abs(value) < 2 ** 53;
}

/** The series of an attributes object, or undefined where it must be refused. */
export function seriesOf(definition: Definition, attributes: unknown): ModelSeries | undefined {
  try {
    return readSeries(definition, attributes);
  } catch {
    return undefined; // A getter or a proxy that throws.
  }
}

function readSeries({ attributes: kinds }: Definition, attributes: unknown): ModelSeries | undefined {
  if (attributes === null || !['object', 'undefined'].includes(typeof attributes)) return undefined;
  const given = (attributes ?? {}) as Record<string, unknown>;
  const present: [string, AttributeValue][] = [];
  for (const [key, kind] of Object.entries(kinds)) {
    const value = given[key];
    const absent = value === undefined || value === '';
    if (absent && kind.optional) continue;
    if (!fits(kind, value)) return undefined;
    present.push([key, Object.is(value, -0) ? 0 : (value as AttributeValue)]);
  }
  let hadMore = false;
  for (const key in given) hadMore ||= !Object.keys(kinds).includes(key) && hasValue(given, key);
  return { key: JSON.stringify(present), attributes: Object.fromEntries(present), hadMore };
}

function hasValue(given: Readonly<Record<string, unknown>>, key: string): boolean {
  try {
    return given[key] !== undefined;
  } catch {
    return true; // What is left out may throw.
  }
}

function fits({ type, values }: AttributeKind, value: unknown): boolean {
  switch (type) {
    case 'text':
      return (
        typeof value === 'string' && new TextEncoder().encode(value).length <= 2_048 && !/\p{Surrogate}/u.test(value)
      );
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'one_of':
      return typeof value === 'string' && (values as readonly AttributeValue[]).includes(value);
  }
}

function closedSeries(definition: Definition): readonly ModelSeries[] {
  const kinds = Object.entries(definition.attributes);
  if (definition.kind !== 'counter' || kinds.some(([, { values }]) => values === undefined)) return [];
  let combinations: Record<string, AttributeValue>[] = [{}];
  for (const [key, { values = [], optional }] of kinds) {
    const choices = values.map((value) => ({ [key]: value }));
    const all = optional ? [...choices, {}] : choices;
    combinations = combinations.flatMap((combination) => all.map((choice) => ({ ...combination, ...choice })));
  }
  return combinations.flatMap((combination) => readSeries(definition, combination) ?? []);
}

function summary({ kind, boundaries = [] }: Definition, values: readonly number[]): number | HistogramReading {
  const sum = values.reduce((total, value) => total + value, 0);
  if (kind === 'gauge') return values.at(-1) ?? 0;
  if (kind !== 'histogram') return sum;
  const buckets = new Array<number>(boundaries.length + 1).fill(0);
  for (const value of values) {
    const bucket = boundaries.findIndex((boundary) => value <= boundary);
    buckets[bucket < 0 ? boundaries.length : bucket]! += 1;
  }
  const least = values.reduce((min, value) => Math.min(min, value), Number.POSITIVE_INFINITY);
  const most = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  return { count: values.length, sum, min: least, max: most, buckets };
}
