import type { AttributeKinds, AttributesArgument, AttributesOf, NoAttributes } from '../declare/attribute.js';
import type { Buckets, DefaultBuckets, Definition, InstrumentKind } from '../declare/definition.js';

/*
 * OpenTelemetry's own shape with our types: a plain OTel instrument fits wherever one of these is asked for.
 * None of them ever throws; a value that cannot be kept is refused, counted and reported once per metric.
 *
 * The verbs are properties and no methods: the compiler compares a method's parameters both ways, and would let a counter
 * of two attributes go where one is given. They need no `this`.
 */

/** There at compile time only, and never required: it keeps the kinds apart and lets OTel's instruments be any. */
declare const instrument: unique symbol;

/** Counts up. Negative values are refused. */
export interface Counter<A extends object = NoAttributes> {
  readonly add: (value: number, ...attributes: AttributesArgument<A>) => void;
  readonly [instrument]?: 'counter' | undefined;
}

/** Goes up and down. */
export interface UpDownCounter<A extends object = NoAttributes> {
  readonly add: (value: number, ...attributes: AttributesArgument<A>) => void;
  readonly [instrument]?: 'upDownCounter' | undefined;
}

/** Keeps the last value. */
export interface Gauge<A extends object = NoAttributes> {
  readonly record: (value: number, ...attributes: AttributesArgument<A>) => void;
  readonly [instrument]?: 'gauge' | undefined;
}

/** Counts values into buckets. Negative values are refused. */
export interface Histogram<A extends object = NoAttributes> {
  readonly record: (value: number, ...attributes: AttributesArgument<A>) => void;
  readonly [instrument]?: 'histogram' | undefined;
}

/** What a catalog's recorder can do beyond recording. */
export interface Bindable<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets = DefaultBuckets<K>> {
  /** What the recorder records, as the catalog has it. */
  readonly definition: Definition<K, S, B>;
  /**
   * The recorder of one series: attributes are checked and looked up once, and recording is a plain addition. Scoped attributes
   * are taken from `withAttributes()` around the binding, not from around what is recorded.
   */
  readonly with: (...attributes: SeriesArgument<AttributesOf<S>>) => Instrument<K, NoAttributes>;
  /**
   * Forgets the series of exactly these attributes: for what has ended for good, such as a tenant that was deleted. From the
   * next reading on it is gone, and a delta reader is not given what came since its last one; its attribute values are
   * freed, and its place under the series limit too. What is recorded next begins a new series, through bound recorders
   * too; until then a counter of closed sets is not at zero either.
   *
   * Does nothing where there is no such series, where its value was recorded as `_other`, and after the shutdown.
   * Attributes that no series can have are counted and reported as `record.remove`, and so is a backend that cannot
   * forget, as OpenTelemetry's instruments cannot. Never throws.
   */
  readonly remove: (...attributes: SeriesArgument<AttributesOf<S>>) => void;
  /** Forgets every series, as `remove` does; a counter of closed sets is at zero again, as when it was bound. */
  readonly clear: () => void;
}

/** The attributes of one series. Where there are none, `{}` is what nothing else is: any text is an object type too. */
type SeriesArgument<A extends object> = keyof A extends never
  ? [attributes?: Readonly<Record<string, never>>]
  : AttributesArgument<A>;

// Distributes: of a kind that is one of several, only what all of them can do compiles.
type Instrument<K extends InstrumentKind, A extends object> = K extends 'counter'
  ? Counter<A>
  : K extends 'upDownCounter'
    ? UpDownCounter<A>
    : K extends 'gauge'
      ? Gauge<A>
      : Histogram<A>;

type Recorder<K extends InstrumentKind, S extends AttributeKinds, B extends Buckets> = K extends InstrumentKind
  ? S extends AttributeKinds
    ? Instrument<K, AttributesOf<S>> & Bindable<K, AsDeclared<S>, B>
    : never
  : never;

/** Without the `NoInfer` of the functions that make specs: messages of the compiler show the attributes alone. */
type AsDeclared<S extends AttributeKinds> = { readonly [Key in keyof S]: S[Key] } & {};

/**
 * The recorder of a definition. Where its kind is one of several, it is one of several recorders, and only what all of
 * them can do compiles: ask `'add' in recorder`.
 */
export type RecorderOf<D extends Definition> =
  D extends Definition<infer K, infer S, infer B> ? Recorder<K, S, B> : never;
