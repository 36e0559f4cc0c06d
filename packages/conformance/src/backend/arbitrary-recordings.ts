import {
  type AttributeKind,
  type AttributeValue,
  type Catalog,
  counter,
  defineCatalog,
  flag,
  gauge,
  histogram,
  integer,
  type MetricSpec,
  oneOf,
  optional,
  text,
  upDownCounter,
} from '@portcall/metrics';
import * as fc from 'fast-check';

/** A catalog and recordings that fit it. */
export interface Recordings {
  readonly catalog: Catalog;
  readonly recordings: readonly Recording[];
}

export interface Recording {
  /** Key of the metric in the catalog. */
  readonly metric: string;
  readonly value: number;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>> | undefined;
  /** Through a bound handle. */
  readonly bound: boolean;
}

/** Any catalog of up to four metrics with up to four attributes each, and any sequence of recordings that fit. */
export function anyRecordings(): fc.Arbitrary<Recordings> {
  return fc.array(anyMetric(), { minLength: 1, maxLength: 4 }).chain((metrics) => {
    const specs = metrics.map(({ make, attributes }, index) => [`m${index}`, make(`m${index}`, attributes)] as const);
    const catalog = defineCatalog({ scope: 'any', metrics: Object.fromEntries(specs) });
    const recording = fc.oneof(...specs.map(([metric, spec]) => anyRecording(metric, spec)));
    return fc.array(recording, { maxLength: 60 }).map((recordings) => ({ catalog, recordings }));
  });
}

type Attributes = Readonly<Record<string, AttributeKind>>;

interface AnyMetric {
  readonly make: (name: string, attributes: Attributes) => MetricSpec;
  readonly attributes: Attributes;
}

const description = 'Any metric.';

function anyMetric(): fc.Arbitrary<AnyMetric> {
  const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'c_d', 'e1'), anyKind(), { noNullPrototype: true });
  const boundaries = fc.uniqueArray(dyadic(-50, 200), { minLength: 1, maxLength: 6 });
  const ascending = boundaries.map((all) => [...all].sort((x, y) => x - y));
  const make = fc.oneof(
    fc.constant((name: string, kinds: Attributes) => counter({ name, description, attributes: kinds })),
    fc.constant((name: string, kinds: Attributes) => upDownCounter({ name, description, attributes: kinds })),
    fc.constant((name: string, kinds: Attributes) => gauge({ name, description, attributes: kinds })),
    ascending.map(
      (bounds) => (name: string, kinds: Attributes) =>
        histogram({ name, description, attributes: kinds, boundaries: bounds }),
    ),
  );
  return fc.record({ make, attributes });
}

function anyKind(): fc.Arbitrary<AttributeKind> {
  const kind = fc.constantFrom<AttributeKind>(text(), integer(), flag(), oneOf('x', '__proto__', '1'));
  return fc.tuple(kind, fc.boolean()).map(([required, mayLack]) => (mayLack ? optional(required) : required));
}

function anyRecording(metric: string, { kind, attributes }: MetricSpec): fc.Arbitrary<Recording> {
  const signed = kind === 'upDownCounter' || kind === 'gauge';
  const values = Object.entries(attributes).map(([key, of]) => [key, anyValue(of)] as const);
  const bag = fc.record(Object.fromEntries(values), { noNullPrototype: true });
  return fc.record({
    metric: fc.constant(metric),
    value: dyadic(signed ? -1_000 : 0, 1_000),
    attributes: values.length === 0 ? fc.constant(undefined) : bag,
    bound: fc.boolean(),
  });
}

/** Few values, so that series come again; and such as a careless key would mix up. */
function anyValue({ type, values, optional: mayLack }: AttributeKind): fc.Arbitrary<AttributeValue | undefined> {
  const texts = fc.oneof(
    fc.constantFrom('1', 'true', 'a', 'a\0', '\0a', 'a,b', '__proto__', 'constructor', 'undefined', ' '),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
  );
  const present: fc.Arbitrary<AttributeValue> =
    type === 'text'
      ? texts
      : type === 'integer'
        ? fc.oneof(fc.integer({ min: -1, max: 2 }), fc.maxSafeInteger())
        : fc.constantFrom(...(values as readonly AttributeValue[]));
  return mayLack ? fc.option(present, { nil: undefined }) : present;
}

/** Quarters: they add up exactly, whatever the order in which a backend adds. */
function dyadic(least: number, most: number): fc.Arbitrary<number> {
  return fc.integer({ min: least * 4, max: most * 4 }).map((quarters) => quarters / 4);
}
