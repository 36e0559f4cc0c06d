import type { AttributeKinds } from './attribute.js';

export type InstrumentKind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

/** How a histogram's buckets are chosen: `'exponential'` ones by the values themselves, all others by boundaries. */
export type Buckets = 'exponential' | undefined;

/**
 * What one endpoint shows of a gauge that many processes or threads have: one number, or a series for each, with its
 * `process.pid` (and `thread.id`).
 */
export type GaugeAggregate = 'sum' | 'max' | 'min' | 'perProcess';

/** Where nothing is said, a histogram has boundaries, and any metric may have either. */
export type DefaultBuckets<K extends InstrumentKind> = InstrumentKind extends K ? Buckets : undefined;

/** That a metric has another name now, and until when the old one is there as well. */
export interface Deprecation {
  /** The key in the catalog of the metric that is recorded now. */
  readonly replacedBy: string;
  /** The last day on which the old name is exported, in UTC: `2027-03-31`. */
  readonly until: string;
}

/** What a catalog says of one metric before the catalog has named it. */
export interface MetricSpec<
  K extends InstrumentKind = InstrumentKind,
  S extends AttributeKinds = AttributeKinds,
  B extends Buckets = DefaultBuckets<K>,
> {
  readonly kind: K;
  /**
   * snake_case, the unit word last, without the catalog's prefix; counters without `_total`. With the naming `'otel'` dots
   * are allowed, and the unit has no place in the name.
   */
  readonly name: string;
  /** UCUM code (`s`, `By`) or annotation (`{request}`); empty for none. */
  readonly unit: string;
  /** What is counted or measured, once per what. */
  readonly description: string;
  readonly attributes: S;
  /** Upper bounds of a histogram's buckets, inclusive and ascending; undefined takes the unit's own, if any are needed. */
  readonly boundaries: readonly number[] | undefined;
  readonly buckets?: B;
  /** Of gauges only. */
  readonly aggregate?: GaugeAggregate;
  readonly deprecated?: Deprecation;
}

/** One metric's entry in a catalog: named, checked and frozen. */
export interface Definition<
  K extends InstrumentKind = InstrumentKind,
  S extends AttributeKinds = AttributeKinds,
  B extends Buckets = DefaultBuckets<K>,
> extends MetricSpec<K, S, B> {
  /** The instrument's whole name, prefix included. */
  readonly name: string;
  /** The catalog's instrumentation scope. */
  readonly scope: string;
  /** The catalog's version, or empty. */
  readonly scopeVersion: string;
  /** Deprecated metrics that have its values, too. Absent for none. */
  readonly formerly?: readonly Definition[];
}
