import type { SeriesPoint } from '../store/point.js';
import { type MetricColumns, TOTALS } from './metric-columns.js';

/** The series of some columns, one by one. */
export class Rows {
  /** The places of the keys in the order of the keys, as whoever recorded had them in any. */
  private readonly order: readonly number[];
  /** By key, what each value adds to a series' key. */
  private readonly texts: readonly (readonly string[])[];
  private readonly suffix: string;

  constructor(
    readonly columns: MetricColumns,
    private readonly further: Readonly<Record<string, number>>,
  ) {
    const { keys, values } = columns;
    this.order = keys.map((_, place) => place).sort((a, b) => ((keys[a] as string) < (keys[b] as string) ? -1 : 1));
    this.texts = values.map((some, place) =>
      some.map((value) => JSON.stringify([keys[place], typeof value, shown(value)])),
    );
    this.suffix = JSON.stringify(further);
  }

  keyOf(row: number): string {
    const { ids, keys } = this.columns;
    let key = '';
    for (const place of this.order) {
      const id = ids[row * keys.length + place] as number;
      if (id >= 0) key += this.texts[place]?.[id] ?? '';
    }
    return key + this.suffix;
  }

  attributesOf(row: number): SeriesPoint['attributes'] {
    const { ids, keys, values } = this.columns;
    const given = keys.flatMap((key, place) => {
      const id = ids[row * keys.length + place] as number;
      return id < 0 ? [] : [[key, values[place]?.[id]] as const];
    });
    return Object.fromEntries([...given, ...Object.entries(this.further)]) as SeriesPoint['attributes'];
  }

  valueOf(row: number): SeriesPoint['value'] {
    const { numbers, boundaries, exponential } = this.columns;
    if (exponential !== undefined) return exponential[row] as SeriesPoint['value'];
    if (boundaries === undefined) return numbers[row] as number;
    const from = row * (boundaries.length + 1 + TOTALS);
    const to = from + boundaries.length + 1;
    const buckets = numbers.subarray(from, to);
    const [sum, min, max] = numbers.subarray(to, to + TOTALS) as unknown as [number, number, number];
    return { boundaries, buckets, count: buckets.reduce((all, count) => all + count, 0), sum, min, max };
  }
}

/** Of a number its text, as NaN and big ones have no JSON. */
function shown(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'bigint' ? `${value}` : value;
}
