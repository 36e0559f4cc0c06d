import type { AttributeValue } from '../declare/attribute.js';
import type { InstrumentKind } from '../declare/definition.js';
import type { Observed } from '../observe/observation.js';
import type { LabelColumn } from '../series/label-values.js';
import type { HistogramValue } from './cells.js';
import type { Exemplar } from './exemplars/exemplar.js';
import type { ExponentialValue } from './exponential/exponential-value.js';

/** Over which time a reading's numbers go: since the series began, or since this reader read last. */
export type Temporality = 'cumulative' | 'delta';

/** What is known of a metric where it is written out, whoever declared it. */
export interface MetricDescription {
  readonly name: string;
  readonly kind: InstrumentKind;
  /** UCUM code or annotation; empty for none. */
  readonly unit: string;
  readonly description: string;
  /** The instrumentation scope, and its version or empty. */
  readonly scope: string;
  readonly scopeVersion: string;
  /** Which version of which conventions the scope follows. @default none */
  readonly scopeSchemaUrl?: string;
  /** Whether its numbers are integers by declaration, as an instrument of OpenTelemetry says it. @default 'double' */
  readonly valueType?: 'int' | 'double';
}

/**
 * One series in one reading: ours and what an SDK collected of somebody else's look the same.
 *
 * It, its ids and its value are valid until the next one is taken, and may be written over then: whoever keeps a point
 * copies it.
 */
export interface SeriesPoint {
  /** Of our own series made when it is asked for, and another object each time. */
  readonly attributes: Readonly<Record<string, AttributeValue | readonly unknown[] | undefined>>;
  /** The numbers of its values, one for each of the metric's columns; absent exactly where those are. */
  readonly ids?: ArrayLike<number>;
  /** Of a histogram its buckets, of everything else a number. */
  readonly value: number | HistogramValue | ExponentialValue;
  /** Since when the value goes, in milliseconds since 1970 with fractions; of a gauge it says nothing. */
  readonly startTime: number;
  /** When it was read, in milliseconds since 1970 with fractions. @default the time of the collection */
  readonly time?: number;
  /**
   * At most one per bucket, of a counter one, that were recorded in sampled spans since this reader read last; none of other
   * kinds. Of exponential buckets at most one per power of two, and 20 in all.
   */
  readonly exemplars: readonly Exemplar[];
}

/** One metric in one reading, with the series that have something to say. */
export interface MetricPoints {
  readonly metric: MetricDescription;
  readonly temporality: Temporality;
  /**
   * The metric's attributes in their declared order, of our own metrics only: the same array in every reading of one store,
   * so that what is written of a value can be kept beside it.
   */
  readonly columns?: readonly LabelColumn[];
  /** Read one by one while they are iterated: each is consistent in itself, whatever is recorded in between. Once only. */
  readonly points: Iterable<SeriesPoint>;
}

/** What one reader is given at one time. */
export interface Collection {
  /** When it was read, in milliseconds since 1970 with fractions. */
  readonly time: number;
  readonly metrics: readonly MetricPoints[];
}

/** One reader's view of a store. Readers never disturb each other. */
export interface Reading {
  readonly temporality: Temporality;
  /**
   * Everything there is; of a delta, everything since the last time. A metric without a series is left out.
   * @param observed what `observed()` of the store gave. Without it, observers are called now, and of async ones it has what
   *   they said when somebody last waited for them
   */
  collect(observed?: Observed): Collection;
}
