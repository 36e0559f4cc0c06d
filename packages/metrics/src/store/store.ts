import type { AttributeKinds, AttributesOf, OTHER, SeriesAttributes } from '../declare/attribute.js';
import type { Buckets, DefaultBuckets, Definition, InstrumentKind } from '../declare/definition.js';
import type { Backend } from '../record/backend.js';
import { type GuardedOptions, guardedCells } from '../record/guard.js';
import { type HistogramValue, storeCells } from './cells.js';
import type { ExponentialValue } from './exponential/exponential-value.js';
import { frozenExponential, mergedExponential } from './exponential/merged-exponential.js';
import { type Filter, filterOf } from './filter.js';
import type { Reading, Temporality } from './point.js';
import { readingOf } from './reading.js';

/** What one series of a kind of metric holds. */
export type ValueOf<K extends InstrumentKind, B extends Buckets = DefaultBuckets<K>> = K extends 'histogram'
  ? B extends 'exponential'
    ? ExponentialValue
    : HistogramValue
  : number;

/** One series' attributes, each of which may be `_other`: past the series limit that stands for further values. */
export type PointAttributes<A extends object> = { readonly [K in keyof A]: A[K] | typeof OTHER };

/** Any of the attributes; written so that the compiler refuses what is not declared, also where nothing is. */
type Some<A extends object> = keyof A extends never ? Readonly<Record<string, never>> : Partial<PointAttributes<A>>;

/** One series and what it holds. */
export interface Point<
  K extends InstrumentKind = InstrumentKind,
  A extends object = SeriesAttributes,
  B extends Buckets = DefaultBuckets<K>,
> {
  readonly attributes: A;
  readonly value: ValueOf<K, B>;
}

/** One metric with all its series. */
export interface StoredMetric {
  readonly definition: Definition;
  readonly points: readonly Point[];
  /** Whether the series limit has been passed, so that a point's `_other` is not only what the app called so. */
  readonly isPastLimit: boolean;
}

/** A backend that keeps everything in memory and can be read: for tests, status pages and whoever wants the numbers. */
export interface Store extends Backend {
  /**
   * What a metric holds, all series that match `attributes` together: sums are added up, histograms merged, and of a
   * gauge the matching series' values are added.
   * @returns zero, or an empty histogram, where nothing was recorded
   * @throws Error for attributes that no series of the metric can have: undeclared keys and values that do not fit
   */
  value<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(
    metric: Definition<K, S, B>,
    attributes?: Some<AttributesOf<NoInfer<S>>>,
  ): ValueOf<K, B>;
  /** The series of a metric, in the order in which they arose. */
  points<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(
    metric: Definition<K, S, B>,
  ): readonly Point<K, PointAttributes<AttributesOf<S>>, B>[];
  /** Everything there is, as a frozen copy, by whole metric name. */
  snapshot(): Readonly<Record<string, StoredMetric>>;
  /**
   * A view of the store for one reader. The first time it is given everything there is, so that nothing is lost that was
   * recorded before it came. A delta is given for counters and histograms; what goes up and down stays cumulative.
   * @default temporality 'cumulative'
   */
  reading(temporality?: Temporality): Reading;
  /** Forgets every series; recorders go on working, bound ones too, and counters of closed sets are zero again. */
  reset(): void;
  /**
   * Refuses and counts every recording from now on, by bound recorders too. What was recorded can still be read.
   * Calling it again does nothing.
   */
  close(): void;
}

/**
 * Makes an empty store.
 * @throws Error for a series limit that is not a positive whole number, and for other options
 */
export function store(options: GuardedOptions = {}): Store {
  const { bound, ...backend } = guardedCells(storeCells, options);
  const pointsOf = (metric: Definition, isWanted: Filter = () => true): readonly Point[] => {
    const known = bound.get(metric.name);
    if (known === undefined) return [];
    const { series, cells } = known;
    return series
      .slots()
      .filter((slot) => isWanted(series.attributesOf(slot)))
      .map((slot) => Object.freeze({ attributes: series.attributesOf(slot), value: frozen(cells.read(slot)) }));
  };

  return Object.freeze<Store>({
    ...backend,
    value<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(
      metric: Definition<K, S, B>,
      attributes = {},
    ) {
      const values = pointsOf(metric, filterOf(metric, attributes)).map(({ value }) => value);
      return together(metric, values) as ValueOf<K, B>;
    },
    points: <K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(metric: Definition<K, S, B>) =>
      Object.freeze(pointsOf(metric)) as readonly Point<K, PointAttributes<AttributesOf<S>>, B>[],
    snapshot: () =>
      Object.freeze(
        Object.fromEntries(
          [...bound.values()].map(({ definition, series }) => [
            definition.name,
            Object.freeze({ definition, points: Object.freeze(pointsOf(definition)), isPastLimit: series.isPastLimit }),
          ]),
        ),
      ),
    reading: (temporality = 'cumulative') => readingOf(bound, temporality),
    reset() {
      for (const { series } of bound.values()) series.reset();
    },
  });
}

function frozen(value: Point['value']): Point['value'] {
  if (typeof value === 'number') return value;
  if ('scale' in value) return frozenExponential(value);
  Object.freeze(value.buckets);
  return Object.freeze(value);
}

function together(metric: Definition, values: readonly Point['value'][]): Point['value'] {
  if (metric.buckets === 'exponential')
    return frozenExponential(mergedExponential(values as readonly ExponentialValue[]));
  if (metric.kind !== 'histogram') return (values as readonly number[]).reduce((total, value) => total + value, 0);
  const boundaries = metric.boundaries as readonly number[];
  const empty: HistogramValue = {
    count: 0,
    sum: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    boundaries,
    buckets: new Array<number>(boundaries.length + 1).fill(0),
  };
  return (values as readonly HistogramValue[]).reduce(merged, empty);
}

function merged(a: HistogramValue, b: HistogramValue): HistogramValue {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    boundaries: a.boundaries,
    buckets: a.buckets.map((values, index) => values + (b.buckets[index] as number)),
  };
}
