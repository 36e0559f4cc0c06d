import { prometheusText } from '@portcall/formats';
import {
  type AttributeKinds,
  bind,
  counter,
  type Definition,
  defineCatalog,
  flag,
  gauge,
  histogram,
  integer,
  optional,
  store,
  text,
  upDownCounter,
} from '@portcall/metrics';
import fc from 'fast-check';
import { SdkSide } from './sdk-side.js';
import { textOf } from './text-of.js';

const specs = { counter, upDownCounter, gauge };
const ATTRIBUTES: AttributeKinds = { who: text(), n: optional(integer()), ok: flag() };

const word = fc.string({
  unit: fc.constantFrom('a', '\\', '"', '\n', '{', '}', ',', '=', ' ', '日', '\r', '😀'),
  maxLength: 5,
});
const number = fc.oneof(
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e15, 1e-7),
);
const anySpec = fc.record({
  kind: fc.constantFrom('counter' as const, 'upDownCounter' as const, 'gauge' as const, 'histogram' as const),
  described: word.filter((description) => description.trim() !== ''),
  unit: fc.constantFrom('', '{thing}'),
  attributes: fc.boolean(),
  boundaries: fc.option(
    fc.uniqueArray(
      fc.integer({ min: -5, max: 1e6 }).map((bound) => bound / 4),
      { minLength: 1, maxLength: 6 },
    ),
  ),
});
const recording = fc.record(
  { metric: fc.nat(), value: number, who: word, n: fc.integer(), ok: fc.boolean() },
  { requiredKeys: ['metric', 'value', 'who', 'ok'] },
);

it.each([true, false])('writes what OpenTelemetry writes for the same recordings (short: %s)', async (short) => {
  const programs = fc.asyncProperty(
    fc.array(anySpec, { maxLength: 6 }),
    fc.array(recording, { maxLength: 60 }),
    fc.record({ scope: fc.constantFrom('shop', 'shop_orders'), version: fc.constantFrom('', '1.2.3') }),
    fc.dictionary(fc.constantFrom('service.name', 'a', 'host.name'), word),
    async (shapes, recordings, catalogued, resource) => {
      const catalog = defineCatalog({
        ...catalogued,
        metrics: Object.fromEntries(shapes.map((shape, i) => [`metric${i}`, specOf(shape, i)])),
      });
      const [kept, sdk] = [store(), new SdkSide(resource)];
      const recorders = Object.values(bind(catalog, kept)) as unknown as readonly Anything[];
      const instruments = Object.values<Definition>(catalog.metrics).map((definition) => sdk.instrument(definition));
      for (const { metric, value, ...attributes } of recordings) {
        const i = metric % Math.max(shapes.length, 1);
        const shape = shapes[i];
        if (shape === undefined) continue;
        const [taken, given] = [
          shape.kind === 'counter' || shape.kind === 'histogram' ? Math.abs(value) : value,
          shape.attributes ? attributes : {},
        ];
        recorders[i]?.[METHODS[shape.kind]]?.(taken, given);
        instruments[i]?.(taken, given);
      }
      const theirs = await sdk.text(short);
      const ours = textOf(prometheusText({ short }).write(kept.reading().collect(), resource));
      expect(sorted(ours)).toEqual(sorted(theirs));
    },
  );
  await fc.assert(programs, { numRuns: 300 });
});

type Shape = typeof anySpec extends fc.Arbitrary<infer S> ? S : never;
type Anything = Readonly<Record<string, (value: number, attributes: object) => void>>;

const METHODS = { counter: 'add', upDownCounter: 'add', gauge: 'record', histogram: 'record' } as const;

function specOf({ kind, described, unit, attributes, boundaries }: Shape, i: number) {
  const common = {
    name: `metric_${'abcdef'[i]}`,
    description: described,
    unit,
    ...(attributes ? { attributes: ATTRIBUTES } : {}),
  };
  if (kind !== 'histogram') return specs[kind](common);
  return histogram({ ...common, boundaries: [...(boundaries ?? [1, 2.5])].sort((a, b) => a - b) });
}

function sorted(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}
