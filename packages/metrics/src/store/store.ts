import { checkOptions, shown } from '@portcall/core/internal';
import type { AttributeKinds, AttributesOf, OTHER, SeriesAttributes } from '../declare/attribute.js';
import type { Buckets, DefaultBuckets, Definition, InstrumentKind } from '../declare/definition.js';
import { leaveToObservers } from '../observe/left-to-observers.js';
import type { Observe } from '../observe/observable.js';
import type { Observed } from '../observe/observation.js';
import { withObserved } from '../observe/observed-reading.js';
import { observedSeries } from '../observe/observed-series.js';
import { Observers } from '../observe/observers.js';
import { observing } from '../observe/observing.js';
import type { Backend } from '../record/backend.js';
import { type GuardedOptions, guardedCells } from '../record/guard.js';
import type { BoundMetric } from '../series/bound-metric.js';
import { refuseClosed } from '../series/refusal.js';
import { type HistogramValue, type StoreCells, type StoredHistogram, storeCells } from './cells.js';
import { NO_SPANS, type SampledSpans } from './exemplars/exemplar.js';
import type { ExponentialValue } from './exponential/exponential-value.js';
import { frozenExponential, mergedExponential } from './exponential/merged-exponential.js';
import { type Filter, filterOf } from './filter.js';
import { replacing } from './former-names.js';
import type { Reading, Temporality } from './point.js';
import { readingOf } from './reading.js';

type Metric = BoundMetric<StoreCells>;
type Read = ReturnType<ReturnType<StoreCells['reader']>>;

/** What one series of a kind of metric holds. */
export type ValueOf<K extends InstrumentKind, B extends Buckets = DefaultBuckets<K>> = K extends 'histogram'
  ? B extends 'exponential'
    ? ExponentialValue
    : StoredHistogram
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

export interface StoreOptions extends GuardedOptions {
  /**
   * Says in which span something is recorded, so that points of counters and histograms carry exemplars;
   * `registerInstrumentation()` gives its own. @default none: there are no exemplars
   */
  readonly sampledSpans?: SampledSpans;
}

const OPTIONS: Readonly<Record<keyof StoreOptions, true>> = { seriesLimit: true, sampledSpans: true };

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
  /**
   * What the observers say now, async ones too, each of which has a second; to be given to `collect()` of a reading. Never
   * rejects. `value()`, `points()` and `snapshot()` call those that are not async by themselves, and show of async ones
   * what they said when somebody last waited for them: an exporter, or whoever awaits this.
   */
  observed(): Promise<Observed>;
  readonly observe: Observe;
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
 * @throws Error for a series limit that is not a positive whole number, for spans that cannot be asked, and for other options
 */
export function store(options: StoreOptions = {}): Store {
  checkOptions(options, OPTIONS, 'store()');
  const { sampledSpans = NO_SPANS, ...guards } = options;
  checkSpans(sampledSpans);
  const cellsOf = (definition: Definition): StoreCells => storeCells(definition, sampledSpans);
  const { bound, observedMetric, isClosed, seriesLimit, ...backend } = guardedCells(cellsOf, guards);
  const observers = new Observers();
  const seriesOf = (observed: Observed): ReadonlyMap<string, Metric> =>
    observedSeries(observed, (definition) => storeCells(definition, NO_SPANS), seriesLimit);
  const parts = { observers, seriesOf, mostSeries: 2 * seriesLimit + 1 };
  const metricNow = (asked: Definition): Metric | undefined => {
    const metric = replacing(bound, asked)?.definition ?? asked;
    const said = observers.of(metric).flatMap((observer) => observer.now());
    return seriesOf(said.filter((one) => one.metric.name === metric.name)).get(metric.name) ?? bound.get(metric.name);
  };

  return Object.freeze<Store>({
    ...backend,
    value<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(
      metric: Definition<K, S, B>,
      attributes = {},
    ) {
      const isWanted = filterOf(metric, attributes);
      return together(metric, valuesOf(metricNow(metric), isWanted)) as ValueOf<K, B>;
    },
    points: <K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(metric: Definition<K, S, B>) =>
      pointsOf(metricNow(metric)) as readonly Point<K, PointAttributes<AttributesOf<S>>, B>[],
    snapshot() {
      const metrics = [...bound, ...seriesOf(observers.now())];
      return Object.freeze(Object.fromEntries(metrics.map(([name, metric]) => [name, storedMetric(metric)])));
    },
    reading: (temporality = 'cumulative') => withObserved(readingOf(bound, temporality), parts),
    observed: () => observers.awaited(),
    observe: observing((metrics, callback) => {
      if (isClosed()) {
        for (const { name } of metrics) refuseClosed(name);
        return () => {};
      }
      const claimed = metrics.map(observedMetric);
      for (const metric of claimed) checkUnrecorded(metric);
      for (const metric of claimed) leaveToObservers(metric);
      return observers.add(metrics, callback);
    }),
    reset() {
      for (const { series } of bound.values()) series.reset();
    },
  });
}

function checkSpans(spans: Partial<SampledSpans> | null): void {
  if (typeof spans?.current === 'function' && typeof spans.open === 'number') return;
  throw new Error(`sampledSpans: ${shown(spans)} cannot be asked for spans; give an object with open and current()`);
}

/** @throws Error where something was recorded already */
function checkUnrecorded({ definition, series, cells }: Metric): void {
  const read = cells.reader();
  // The zeros that a counter is born with nobody has recorded.
  const isRecorded = series.slots().some((slot) => definition.kind !== 'counter' || read(slot) !== 0);
  if (!isRecorded) return;
  throw new Error(
    `${definition.name}: was recorded on this store and cannot be observed; record or observe it, not both`,
  );
}

function storedMetric(metric: Metric): StoredMetric {
  const { definition, series } = metric;
  return Object.freeze({ definition, points: pointsOf(metric), isPastLimit: series.isPastLimit });
}

function pointsOf(metric: Metric | undefined): readonly Point[] {
  if (metric === undefined) return Object.freeze([]);
  const { series, cells } = metric;
  const read = cells.reader();
  const points = series.slots().map((slot) => {
    const attributes = series.attributesOf(slot);
    return Object.freeze<Point>({ attributes, value: copyOf(read(slot)) });
  });
  return Object.freeze(points);
}

function copyOf(value: Read): Point['value'] {
  if (typeof value === 'number') return value;
  if ('scale' in value) return frozenExponential(value);
  const { count, sum, min, max, boundaries, buckets } = value;
  return Object.freeze({ count, sum, min, max, boundaries, buckets: Object.freeze(Array.from(buckets)) });
}

/** Each valid until the next one is taken. */
function* valuesOf(metric: Metric | undefined, isWanted: Filter): Generator<Read, void> {
  if (metric === undefined) return;
  const { series, cells } = metric;
  const read = cells.reader();
  for (const slot of series.slots()) if (isWanted(series, slot)) yield read(slot);
}

function together(metric: Definition, values: Iterable<Read>): Point['value'] {
  if (metric.buckets === 'exponential') return mergedExponential(values as Iterable<ExponentialValue>);
  if (metric.kind === 'histogram')
    return merged(metric.boundaries as readonly number[], values as Iterable<HistogramValue>);
  let total = 0;
  for (const value of values) total += value as number;
  return total;
}

function merged(boundaries: readonly number[], values: Iterable<HistogramValue>): StoredHistogram {
  const buckets = new Array<number>(boundaries.length + 1).fill(0);
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    count += value.count;
    sum += value.sum;
    min = Math.min(min, value.min);
    max = Math.max(max, value.max);
    for (let bucket = 0; bucket < buckets.length; bucket += 1) {
      buckets[bucket] = (buckets[bucket] as number) + (value.buckets[bucket] as number);
    }
  }
  return { count, sum, min, max, boundaries, buckets };
}
