import type { AttributesArgument, AttributesOf, NoAttributes } from './attribute.js';
import type { Definition } from './definition.js';

/*
 * OpenTelemetry's own shape with our types: a plain OTel instrument fits wherever one of these is asked for.
 * None of them ever throws; a value that cannot be kept is refused, counted and reported once per metric.
 */

/** Counts up. Negative values are refused. */
export interface Counter<A extends object = NoAttributes> {
  add(value: number, ...attributes: AttributesArgument<A>): void;
}

/** Goes up and down. */
export interface UpDownCounter<A extends object = NoAttributes> {
  add(value: number, ...attributes: AttributesArgument<A>): void;
}

/** Keeps the last value. */
export interface Gauge<A extends object = NoAttributes> {
  record(value: number, ...attributes: AttributesArgument<A>): void;
}

/** Counts values into buckets. Negative values are refused. */
export interface Histogram<A extends object = NoAttributes> {
  record(value: number, ...attributes: AttributesArgument<A>): void;
}

/** What a catalog's recorder can do beyond recording. */
export interface Bindable<D extends Definition, A extends object, R> {
  /** What the recorder records, as the catalog has it. */
  readonly definition: D;
  /** The recorder of one series: attributes are checked and looked up once, and recording is a plain addition. */
  with(attributes: A): R;
}

type Verb<D extends Definition, A extends object> = D['kind'] extends 'counter'
  ? Counter<A>
  : D['kind'] extends 'upDownCounter'
    ? UpDownCounter<A>
    : D['kind'] extends 'gauge'
      ? Gauge<A>
      : Histogram<A>;

/** The recorder of a definition. */
export type RecorderOf<D extends Definition> = Verb<D, AttributesOf<D['attributes']>> &
  Bindable<D, AttributesOf<D['attributes']>, Verb<D, NoAttributes>>;
