import { checkOptions, shown } from '@portcall/core/internal';
import type { AttributeKinds } from './attribute.js';
import type { Buckets, Deprecation, GaugeAggregate, InstrumentKind, MetricSpec } from './definition.js';
import { checkShape } from './spec-shape.js';
import type { Unit } from './unit.js';

export interface SpecOptions<S extends AttributeKinds> {
  /**
   * snake_case, the unit word last, without the catalog's prefix; counters without `_total`. With the naming `'otel'` dots
   * are allowed, and the unit has no place in the name.
   */
  readonly name: string;
  /** UCUM code (`s`, `By`), annotation (`{request}`), or both (`By/{request}`). @default none */
  readonly unit?: Unit;
  /** What is counted or measured, once per what. */
  readonly description: string;
  /** Attributes by key. @default none */
  readonly attributes?: S;
  /**
   * That it is a former name of another metric of the catalog, which is alike in all else. Both names are exported with the values of
   * that one until the date, whichever of them is recorded.
   * @default it is not deprecated
   */
  readonly deprecated?: Deprecation;
}

export interface GaugeSpecOptions<S extends AttributeKinds> extends SpecOptions<S> {
  /**
   * What one endpoint shows where many processes or threads have the gauge (under node:cluster, with worker threads). What a
   * process that has ended had said is not in it.
   * @default 'perProcess'
   */
  readonly aggregate?: GaugeAggregate;
}

export interface HistogramSpecOptions<S extends AttributeKinds, B extends Buckets = Buckets> extends SpecOptions<S> {
  /** Upper bounds of the buckets, inclusive and ascending; none with exponential buckets. @default what fits the unit */
  readonly boundaries?: B extends 'exponential' ? undefined : readonly number[];
  /**
   * `'exponential'` for buckets that follow the values: at most 160, as narrow as their range allows, so that a quantile is
   * off by no more than half a bucket.
   * @default by boundaries
   * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
   */
  readonly buckets?: B;
}

// biome-ignore lint/complexity/noBannedTypes: no attributes is the empty object type
type None = {};

// `NoInfer`: without attributes S is empty, and not whatever the place asks for that the result is put in.

/** Counts up. Exporters add `_total` to the name. */
export function counter<const S extends AttributeKinds = None>(
  options: SpecOptions<S>,
): MetricSpec<'counter', NoInfer<S>> {
  return spec('counter', options);
}

/** Goes up and down by what is added. */
export function upDownCounter<const S extends AttributeKinds = None>(
  options: SpecOptions<S>,
): MetricSpec<'upDownCounter', NoInfer<S>> {
  return spec('upDownCounter', options);
}

/** Keeps the last value recorded. */
export function gauge<const S extends AttributeKinds = None>(
  options: GaugeSpecOptions<S>,
): MetricSpec<'gauge', NoInfer<S>> {
  return spec('gauge', options);
}

/** Counts values into buckets; values are not negative. */
export function histogram<const S extends AttributeKinds = None, const B extends Buckets = undefined>(
  options: HistogramSpecOptions<S, B>,
): MetricSpec<'histogram', NoInfer<S>, NoInfer<B>> {
  return spec('histogram', options);
}

const OPTIONS: Readonly<Record<keyof SpecOptions<AttributeKinds>, true>> = {
  name: true,
  unit: true,
  description: true,
  attributes: true,
  deprecated: true,
};
const HISTOGRAM_OPTIONS = { ...OPTIONS, boundaries: true, buckets: true } as const;
const OPTIONS_OF: Readonly<Record<InstrumentKind, object>> = {
  counter: OPTIONS,
  upDownCounter: OPTIONS,
  gauge: { ...OPTIONS, aggregate: true },
  histogram: HISTOGRAM_OPTIONS,
};

/** @throws Error for unknown options, and for values of another type than the compiler would take */
function spec<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets>(
  kind: K,
  options: HistogramSpecOptions<S, B> & GaugeSpecOptions<S>,
): MetricSpec<K, S, B> {
  const name: unknown = (options as SpecOptions<S> | null | undefined)?.name;
  const what = name === undefined ? `${kind}()` : `${kind}() of ${shown(name)}`;
  checkOptions<object>(options, OPTIONS_OF[kind], what);
  const { unit = '', description, attributes = {} as S, boundaries, buckets, aggregate, deprecated } = options;
  const plain: MetricSpec<K, S, B> = { kind, name: options.name, unit, description, attributes, boundaries };
  const made = {
    ...plain,
    ...(buckets === undefined ? {} : { buckets }),
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
  checkShape(what, made);
  return made;
}
