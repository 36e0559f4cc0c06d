import { listed, utf8Length } from '@portcall/core/internal';
/** What an attribute's value may be. Arrays are left out: Prometheus has no label for them. */
export type AttributeValue = string | number | boolean;

/**
 * What one attribute accepts. Frozen data, made by `text()`, `oneOf()`, `integer()`, `flag()`, `optional()` and `scoped()`.
 *
 * `values` is the closed set, or undefined where any value of the type may come.
 */
export interface AttributeKind<V extends AttributeValue = AttributeValue, O extends boolean = boolean> {
  readonly type: 'text' | 'one_of' | 'integer' | 'flag';
  readonly values: readonly V[] | undefined;
  readonly optional: O;
  /** Whether a recording that does not give it takes it from `withAttributes()`. */
  readonly scoped?: true;
}

/** A metric's attributes by key, in the order in which they are declared. */
export type AttributeKinds = Readonly<Record<string, AttributeKind>>;

/**
 * The longest text a value may have, in bytes of UTF-8; longer ones are refused.
 * Source: Mimir and Cortex refuse series with a label value above 2048 bytes by default.
 */
export const LONGEST_TEXT = 2_048;

/** The value that stands for every further one once a metric has too many series. It cannot be declared in a closed set. */
export const OTHER = '_other';

/** Any text of at most 2048 bytes in UTF-8: an open set, held in check by the series limit. */
export function text(): AttributeKind<string, false> {
  return Object.freeze({ type: 'text', values: undefined, optional: false });
}

/** One of the given texts and nothing else. A counter whose attributes are all closed sets is born at zero. */
export function oneOf<const V extends string>(...values: readonly [V, ...V[]]): AttributeKind<V, false> {
  return Object.freeze({ type: 'one_of', values: Object.freeze([...values]), optional: false });
}

/** Any safe integer: an open set, held in check by the series limit. */
export function integer(): AttributeKind<number, false> {
  return Object.freeze({ type: 'integer', values: undefined, optional: false });
}

/** `true` or `false`: a closed set. */
export function flag(): AttributeKind<boolean, false> {
  return Object.freeze({ type: 'flag', values: Object.freeze([false, true]), optional: false });
}

/**
 * The same attribute, which may also be absent. Absent, undefined and the empty text are one series, as they are in
 * Prometheus.
 */
export function optional<V extends AttributeValue>(kind: AttributeKind<V>): AttributeKind<V, true> {
  return Object.freeze({ ...kind, optional: true });
}

/**
 * The same attribute, which a recording takes from `withAttributes()` of `@portcall/trace` around it where it does not give it
 * itself. Where that does not give it either it is absent, as if it were optional; a value from there that does not fit is left
 * out, and reported. What is observed takes nothing from there, and a bound recorder what holds where it is bound.
 */
export function scoped<V extends AttributeValue>(kind: AttributeKind<V>): AttributeKind<V, true> {
  return Object.freeze({ ...kind, optional: true, scoped: true });
}

/**
 * Says what is wrong with a value for this attribute, as the end of a sentence; undefined where it fits. The sentence is
 * written when it is asked for: a message is spoken once, and values may be refused a thousand times a second.
 */
export function misfit(kind: AttributeKind, value: unknown): (() => string) | undefined {
  if (value === undefined) return kind.optional ? undefined : () => 'is missing';
  switch (kind.type) {
    case 'text':
      if (typeof value !== 'string') return () => 'must be a string';
      if (bytesOf(value) > LONGEST_TEXT)
        return () => `must have at most ${LONGEST_TEXT} bytes, and has ${bytesOf(value)}`;
      // A lone surrogate makes a JSON body that receivers refuse whole, and with it every other metric.
      return value.isWellFormed() ? undefined : () => 'must be well-formed Unicode';
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : () => 'must be a safe integer';
    default:
      return kind.values?.includes(value as AttributeValue)
        ? undefined
        : () => `must be one of ${listed(kind.values ?? [])}`;
  }
}

/** How long a text is in UTF-8. */
export function bytesOf(text: string): number {
  return utf8Length(text);
}

type Simplify<T> = { [K in keyof T]: T[K] } & {};
type ValueOf<K> = K extends AttributeKind<infer V> ? V : never;
type OptionalKeys<S extends AttributeKinds> = { [K in keyof S]: S[K]['optional'] extends true ? K : never }[keyof S];

/** The object that a recorder of these attributes takes. */
export type AttributesOf<S extends AttributeKinds> = Simplify<
  { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ValueOf<S[K]> } & {
    readonly [K in OptionalKeys<S>]?: ValueOf<S[K]> | undefined;
  }
>;

/** No attributes at all. */
// biome-ignore lint/complexity/noBannedTypes: the empty object type is what is meant
export type NoAttributes = {};

/** The attributes as the last argument: none where none are declared, optional where all are. */
export type AttributesArgument<A extends object> = keyof A extends never
  ? []
  : NoAttributes extends A
    ? [attributes?: A]
    : [attributes: A];

/** One series' attributes: present ones only, frozen. */
export type SeriesAttributes = Readonly<Record<string, AttributeValue>>;
