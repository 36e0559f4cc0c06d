import type { HistogramValue } from '../store/cells.js';
import type { Exemplar } from '../store/exemplars/exemplar.js';
import type { ExponentialValue } from '../store/exponential/exponential-value.js';
import type { MetricDescription, MetricPoints, SeriesPoint } from '../store/point.js';
import type { MetricColumns } from './metric-columns.js';
import type { Shape } from './shape.js';

const ABSENT = -1;

/** Makes the columns of one metric, point by point. */
export class ColumnsBuilder {
  private readonly keys: string[] = [];
  private readonly values: unknown[][] = [];
  private readonly places: Map<unknown, number>[] = [];
  private readonly rows: number[][] = [];
  private readonly starts: number[] = [];
  private readonly numbers: number[] = [];
  private readonly exponential: ExponentialValue[] = [];
  private readonly exemplars: [number, Exemplar][] = [];

  constructor(
    private readonly of: MetricPoints,
    readonly shape: Shape,
  ) {
    for (const { key } of of.columns ?? []) this.keyOf(key);
  }

  add(point: SeriesPoint): void {
    const series = this.rows.length;
    this.rows.push(point.ids === undefined ? this.rowOf(point.attributes) : this.rowOfIds(point.ids));
    this.starts.push(point.startTime);
    this.addValue(point.value);
    for (const exemplar of point.exemplars) this.exemplars.push([series, { ...exemplar }]);
  }

  columns(): MetricColumns {
    const { keys, values, shape, exponential, exemplars } = this;
    return {
      metric: described(this.of.metric),
      keys,
      values: values.map((some) => some.map(plain)),
      ids: Int32Array.from(this.rows.flatMap((row) => keys.map((_, key) => row[key] ?? ABSENT))),
      starts: Float64Array.from(this.starts),
      numbers: Float64Array.from(this.numbers),
      ...(typeof shape === 'string' ? {} : { boundaries: [...shape] }),
      ...(shape === 'exponential' ? { exponential } : {}),
      exemplars,
    };
  }

  private addValue(value: SeriesPoint['value']): void {
    if (typeof value === 'number') this.numbers.push(value);
    else if ('scale' in value) this.exponential.push(copied(value));
    else this.addHistogram(value);
  }

  private addHistogram({ boundaries, buckets, sum, min, max }: HistogramValue): void {
    for (let bucket = 0; bucket <= boundaries.length; bucket += 1) this.numbers.push(buckets[bucket] ?? 0);
    this.numbers.push(sum, min, max);
  }

  /** Of our own metrics the values have numbers already, which may have gaps. */
  private rowOfIds(ids: ArrayLike<number>): number[] {
    const columns = this.of.columns ?? [];
    return columns.map((column, key) => this.placeOf(key, column.valueOf(ids[key] as number)));
  }

  private rowOf(attributes: SeriesPoint['attributes']): number[] {
    const row: number[] = [];
    for (const [key, value] of Object.entries(attributes)) {
      const place = this.keyOf(key);
      row[place] = this.placeOf(place, value);
    }
    return row;
  }

  private keyOf(key: string): number {
    const known = this.keys.indexOf(key);
    if (known >= 0) return known;
    this.values.push([]);
    this.places.push(new Map());
    return this.keys.push(key) - 1;
  }

  private placeOf(key: number, value: unknown): number {
    if (value === undefined) return ABSENT;
    const places = this.places[key] as Map<unknown, number>;
    const known = places.get(value);
    if (known !== undefined) return known;
    const place = (this.values[key] as unknown[]).push(value) - 1;
    places.set(value, place);
    return place;
  }
}

/** What of a definition is known wherever a metric is written: nothing in it that cannot be cloned. */
function described(metric: MetricDescription): MetricDescription {
  const { name, kind, unit, description, scope, scopeVersion, scopeSchemaUrl, valueType, aggregate } = metric;
  return {
    ...{ name, kind, unit, description, scope, scopeVersion },
    ...(scopeSchemaUrl === undefined ? {} : { scopeSchemaUrl }),
    ...(valueType === undefined ? {} : { valueType }),
    ...(aggregate === undefined ? {} : { aggregate }),
  };
}

/** Of a list its JSON, as somebody else's attribute may hold anything; what has none is left out. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return value;
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function copied({ positive, negative, ...rest }: ExponentialValue): ExponentialValue {
  const copy = ({ offset, counts }: ExponentialValue['positive']) => ({ offset, counts: Float64Array.from(counts) });
  return { ...rest, positive: copy(positive), negative: copy(negative) };
}
