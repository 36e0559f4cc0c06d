import { checkOptions, describe } from '@portcall/core';
import type { AttributeKinds } from './attribute.js';

export type InstrumentKind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

/** What a catalog says of one metric before the catalog has named it. */
export interface MetricSpec<K extends InstrumentKind = InstrumentKind, S extends AttributeKinds = AttributeKinds> {
  readonly kind: K;
  /** snake_case, the unit word last, without the catalog's prefix; counters without `_total`. */
  readonly name: string;
  /** UCUM code (`s`, `By`) or annotation (`{request}`); empty for none. */
  readonly unit: string;
  /** What is counted or measured, once per what. */
  readonly description: string;
  readonly attributes: S;
  /** Upper bounds of a histogram's buckets, inclusive and ascending; undefined takes the unit's own. */
  readonly boundaries: readonly number[] | undefined;
}

/** One metric's entry in a catalog: named, checked and frozen. */
export interface Definition<K extends InstrumentKind = InstrumentKind, S extends AttributeKinds = AttributeKinds>
  extends MetricSpec<K, S> {
  /** The instrument's whole name, prefix included. */
  readonly name: string;
  /** The catalog's instrumentation scope. */
  readonly scope: string;
  /** The catalog's version, or empty. */
  readonly scopeVersion: string;
}

export interface SpecOptions<S extends AttributeKinds> {
  /** snake_case, the unit word last, without the catalog's prefix; counters without `_total`. */
  readonly name: string;
  /** UCUM code (`s`, `By`) or annotation (`{request}`). @default none */
  readonly unit?: string;
  /** What is counted or measured, once per what. */
  readonly description: string;
  /** Attributes by key. @default none */
  readonly attributes?: S;
}

export interface HistogramSpecOptions<S extends AttributeKinds> extends SpecOptions<S> {
  /** Upper bounds of the buckets, inclusive and ascending. @default what fits the unit */
  readonly boundaries?: readonly number[];
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
export function gauge<const S extends AttributeKinds = None>(options: SpecOptions<S>): MetricSpec<'gauge', NoInfer<S>> {
  return spec('gauge', options);
}

/** Counts values into buckets; values are not negative. */
export function histogram<const S extends AttributeKinds = None>(
  options: HistogramSpecOptions<S>,
): MetricSpec<'histogram', NoInfer<S>> {
  return spec('histogram', options);
}

const OPTIONS: Readonly<Record<keyof SpecOptions<AttributeKinds>, true>> = {
  name: true,
  unit: true,
  description: true,
  attributes: true,
};
const HISTOGRAM_OPTIONS = { ...OPTIONS, boundaries: true } as const;

/** @throws Error for an option that there is not */
function spec<K extends InstrumentKind, S extends AttributeKinds>(
  kind: K,
  options: HistogramSpecOptions<S>,
): MetricSpec<K, S> {
  checkOptions<object>(
    options,
    kind === 'histogram' ? HISTOGRAM_OPTIONS : OPTIONS,
    `${kind}() of ${describe((options as SpecOptions<S> | undefined)?.name)}`,
  );
  const { name, unit = '', description, attributes, boundaries } = options;
  return { kind, name, unit, description, attributes: attributes ?? ({} as S), boundaries };
}
