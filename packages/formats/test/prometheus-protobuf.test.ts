import { forgetProblems, onProblem, problems } from '@portcall/core';
import { prometheusProtobuf, prometheusText } from '@portcall/formats';
import {
  bind,
  type Collection,
  counter,
  defineCatalog,
  type Exemplar,
  type ExponentialValue,
  flag,
  gauge,
  histogram as histogramSpec,
  type InstrumentKind,
  integer,
  optional,
  store,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { type ExpositionSample, parseExposition } from '@portcall/real-parts';
import fc from 'fast-check';
import { collectionOf, type PlainMetric } from './collection-of.js';
import { decodedFamilies, type FamilyLike, type HistogramLike, type MetricLike } from './decoded-families.js';
import { textOf } from './text-of.js';

let stop: () => void;
beforeEach(() => {
  forgetProblems();
  stop = onProblem(() => {});
});
afterEach(() => stop());

const written = (...metrics: readonly PlainMetric[]): readonly FamilyLike[] =>
  decodedFamilies(prometheusProtobuf().write(collectionOf(...metrics), {})).slice(1);
const counted = (key: string): number =>
  problems().reduce((sum, problem) => sum + (problem.key === key ? problem.count : 0), 0);
const histogram = (buckets: readonly number[], boundaries: readonly number[], count: number) => ({
  count,
  sum: 1,
  min: 0,
  max: 1,
  boundaries,
  buckets,
});
const exponential = (some: Partial<ExponentialValue>): ExponentialValue => ({
  count: 0,
  sum: 0,
  min: 0,
  max: 0,
  scale: 0,
  zeroCount: 0,
  positive: { offset: 0, counts: [] },
  negative: { offset: 0, counts: [] },
  ...some,
});

describe('the protobuf of a scrape', () => {
  it('says what the text says of counters, gauges and histograms, and since when', () => {
    const families = written(
      { name: 'orders', kind: 'counter', description: 'Orders.', unit: '{order}', points: [[{ country: 'NO' }, 2]] },
      { name: 'stock', points: [[{}, -1.5]] },
      { name: 'wait', kind: 'histogram', points: [[{}, histogram([1, 0, 2], [0.5, 5], 3)]] },
    );
    expect(families.map(({ name, type, help }) => [name, type, help])).toEqual([
      ['orders_total', 'COUNTER', 'Orders.'],
      ['stock', 'GAUGE', 'description missing'],
      ['wait', 'HISTOGRAM', 'description missing'],
    ]);
    const [orders, stock, wait] = families.map(({ metric: [first] }) => first as MetricLike);
    const createdTimestamp = { seconds: 1_796_000_000, nanos: 250_000_000 };
    expect(orders).toMatchObject({ counter: { value: 2, createdTimestamp } });
    expect(orders!.label).toEqual([
      { name: 'country', value: 'NO' },
      { name: 'otel_scope_name', value: 's' },
    ]);
    expect(stock!.gauge).toEqual({ value: -1.5 });
    expect(wait!.histogram).toMatchObject({ sampleCount: 3, sampleSum: 1, createdTimestamp });
    expect(wait!.histogram!.bucket).toEqual([
      { cumulativeCount: 1, upperBound: 0.5 },
      { cumulativeCount: 1, upperBound: 5 },
      { cumulativeCount: 3, upperBound: Infinity },
    ]);
  });

  it('says the unit where the name says it, as Prometheus has the word', () => {
    const families = written(
      { name: 'wait_seconds', unit: 's', points: [[{}, 1]] },
      { name: 'sent_bytes', kind: 'counter', unit: 'By', points: [[{}, 1]] },
      { name: 'wait', unit: 's', points: [[{}, 1]] },
      { name: 'orders', unit: '{order}', points: [[{}, 1]] },
    );
    expect(families.map(({ unit }) => unit)).toEqual(['seconds', 'bytes', undefined, undefined]);
  });

  it('begins with what is known of the process', () => {
    const [target] = decodedFamilies(prometheusProtobuf().write(collectionOf(), { 'service.name': 'shop', empty: '' }));
    expect(target).toMatchObject({ name: 'target_info', type: 'GAUGE' });
    expect(target!.metric).toEqual([{ label: [{ name: 'service_name', value: 'shop' }], gauge: { value: 1 } }]);
  });

  it('shows the newest exemplar of each bucket and of a counter, with the span it was made in', () => {
    const exemplar = (value: number, time: number): Exemplar => ({
      value,
      time,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    });
    const exemplars = [exemplar(0.5, 3_000), exemplar(0.25, 2_000), exemplar(7, 4_500), exemplar(Number.NaN, 5_000)];
    const [orders, wait, native] = written(
      { name: 'orders', kind: 'counter', points: [[{}, 2, exemplars]] },
      { name: 'wait', kind: 'histogram', points: [[{}, histogram([1, 0, 2], [0.5, 5], 3), exemplars]] },
      { name: 'native', kind: 'histogram', points: [[{}, exponential({ count: 1, zeroCount: 1 }), exemplars]] },
    ).map(({ metric: [first] }) => first as MetricLike);
    const label = [
      { name: 'trace_id', value: '0af7651916cd43dd8448eb211c80319c' },
      { name: 'span_id', value: 'b7ad6b7169203331' },
    ];
    const shown = (value: number, seconds: number, nanos = 0) => ({ label, value, timestamp: { seconds, nanos } });
    expect(orders!.counter!.exemplar).toEqual(shown(7, 4, 500_000_000));
    expect(wait!.histogram!.bucket.map((bucket) => bucket.exemplar)).toEqual([
      shown(0.5, 3),
      undefined,
      shown(7, 4, 500_000_000),
    ]);
    expect(native!.histogram!.exemplars).toEqual([shown(0.5, 3), shown(0.25, 2), shown(7, 4, 500_000_000)]);
  });

  it('leaves out what does not add up or is not of its kind, and keeps the rest', () => {
    const families = written(
      {
        name: 'h',
        kind: 'histogram',
        points: [
          [{ a: '1' }, 1],
          [{ a: '2' }, histogram([1, 1], [5], 3)],
          [{ a: '3' }, histogram([1, 1, 0], [5, 2], 2)],
          [{ a: '4' }, histogram([0.5, 1.5], [5], 2)],
          [{ a: '5' }, exponential({ count: 2, zeroCount: 1 })],
          [{ a: '6' }, exponential({ count: 1, zeroCount: 1, scale: 0.5 })],
          [{ a: '7' }, null],
          [{ a: '8' }, histogram([1, 1, 0], [5, Infinity], 2)],
        ],
      },
      { name: 'c', kind: 'counter', points: [[{}, 'text']] },
    );
    expect(families.map(({ name, metric }) => [name, metric.map(({ label }) => label[0]!.value)])).toEqual([
      ['h', ['8']],
    ]);
    expect(counted('export.points_unsendable')).toBe(8);
  });

  it('loses only the metric whose points cannot be read', () => {
    const collection = collectionOf({ points: [] }, { name: 'n', points: [[{}, 1]] });
    const points = (function* () {
      yield { attributes: {}, value: 1, startTime: 0, exemplars: [] };
      throw new Error('closed');
    })();
    const metrics = [{ ...collection.metrics[0]!, points }, collection.metrics[1]!];
    const families = decodedFamilies(prometheusProtobuf().write({ ...collection, metrics }, {}));
    expect(families.map(({ name, metric }) => [name, metric.length])).toEqual([
      ['target_info', 1],
      ['m', 1],
      ['n', 1],
    ]);
    expect(counted('export.collect')).toBe(1);
  });

  it('gives one family in pieces, reads points while it writes, and gives way in between', () => {
    let read = 0;
    const collection = collectionOf({ points: [] });
    const points = (function* () {
      for (; read < 20_000; read += 1) yield { attributes: { i: read }, value: read, startTime: 0, exemplars: [] };
    })();
    const pieces: Uint8Array[] = [];
    let [before, most] = [0, 0];
    for (const piece of prometheusProtobuf().write({ time: 0, metrics: [{ ...collection.metrics[0]!, points }] }, {})) {
      most = Math.max(most, read - before);
      before = read;
      pieces.push(piece);
    }
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(65_536 + 256);
    expect(most).toBeLessThan(3_000);
    const [, family] = decodedFamilies(pieces);
    expect(family!.metric.map(({ gauge }) => gauge!.value)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });
});

/** How Prometheus counts the buckets of one sign: by the index of each, whose upper bound is `2 ** (index * 2 ** -schema)`. */
function bucketsOf(spans: HistogramLike['positiveSpan'], deltas: readonly number[]): Map<number, number> {
  const buckets = new Map<number, number>();
  let [index, count, at] = [0, 0, 0];
  for (const { offset, length } of spans) {
    index += offset;
    for (let i = 0; i < length; i += 1, index += 1, at += 1) {
      count += deltas[at]!;
      if (count > 0) buckets.set(index, count);
    }
  }
  expect(at).toBe(deltas.length);
  return buckets;
}

describe('an exponential histogram', () => {
  const native = (value: ExponentialValue): HistogramLike =>
    written({ kind: 'histogram', points: [[{}, value]] })[0]!.metric[0]!.histogram!;
  const counts = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(1e6)), { maxLength: 40 });
  const side = fc.record({ offset: fc.integer({ min: -5_000, max: 5_000 }), counts });
  const any = fc
    .record({ scale: fc.integer({ min: -4, max: 20 }), zeroCount: fc.nat(9), positive: side, negative: side })
    .map((parts) => {
      const all = [...parts.positive.counts, ...parts.negative.counts, parts.zeroCount];
      return exponential({ ...parts, count: all.reduce((a, b) => a + b, 0) });
    });

  it('becomes a native one whose buckets hold the same values', () => {
    const property = fc.property(any, (value) => {
      const found = native(value);
      expect(found).toMatchObject({
        sampleCount: value.count,
        zeroCount: value.zeroCount,
        zeroThreshold: 0,
        bucket: [],
      });
      expect(found.schema).toBe(Math.min(value.scale, 8));
      for (const sign of ['positive', 'negative'] as const) {
        const wanted = new Map<number, number>();
        Array.from(value[sign].counts).forEach((count, i) => {
          // Of its schema the bucket that ends at or above where this one ends.
          const index = Math.ceil((value[sign].offset + i + 1) / 2 ** (value.scale - found.schema));
          if (count > 0) wanted.set(index, (wanted.get(index) ?? 0) + count);
        });
        expect(bucketsOf(found[`${sign}Span`], found[`${sign}Delta`])).toEqual(wanted);
        // Only the first may begin anywhere.
        expect(found[`${sign}Span`].slice(1).every(({ offset }) => offset > 2)).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it('holds a value in the bucket whose bounds are around it', () => {
    for (const [value, schema, index] of [
      [1, 0, 0],
      [1.5, 0, 1],
      [2, 0, 1],
      [0.25, 0, -2],
    ] as const) {
      // Of OpenTelemetry's buckets of scale 0 number i ends at 2 ** (i + 1).
      const positive = { offset: Math.ceil(Math.log2(value)) - 1, counts: [1] };
      const found = native(exponential({ count: 1, scale: schema, positive }));
      expect([...bucketsOf(found.positiveSpan, found.positiveDelta).keys()]).toEqual([index]);
    }
  });

  it('is one of native buckets before there is anything in it', () => {
    expect(native(exponential({ scale: 20 }))).toMatchObject({ schema: 8, positiveSpan: [{ offset: 0, length: 0 }] });
  });

  it('has no buckets where they are too wide for any schema', () => {
    const value = exponential({ count: 2, sum: 5, scale: -5, positive: { offset: 0, counts: [2] } });
    const found = native(value);
    expect(found).toMatchObject({ sampleCount: 2, sampleSum: 5, positiveSpan: [] });
    expect(found.bucket).toEqual([{ cumulativeCount: 2, upperBound: Infinity }]);
  });
});

const name = fc.oneof(
  fc.stringMatching(/^[abx._1-]{1,4}(_count|_total|_sum)?$/),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const key = fc.oneof(
  fc.constantFrom('a.b', 'a_b', 'le', 'otel_scope_name', '1', ''),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const value = fc.oneof(
  fc.double(),
  fc.integer().map((count) => histogram([count & 3, 1], [1], (count & 3) + 1)),
  fc.nat(5).map((zeroCount) => exponential({ count: zeroCount, zeroCount })),
);
const foreign = fc.record({
  name,
  kind: fc.constantFrom<InstrumentKind>('counter', 'upDownCounter', 'gauge', 'histogram'),
  description: fc.string({ unit: 'binary', maxLength: 5 }),
  unit: fc.string({ unit: 'binary', maxLength: 3 }),
  scope: fc.constantFrom('', 's', 't"\n'),
  points: fc.array(
    fc.tuple(fc.dictionary(key, fc.oneof(fc.constantFrom('', 'x', 1, undefined), fc.anything())), value),
    { maxLength: 4 },
  ),
});

describe('what is in a store', () => {
  const specs = { counter, upDownCounter, gauge };
  const attributes = { who: text(), note: optional(text()), n: optional(integer()), ok: flag() };
  const METHODS = { counter: 'add', upDownCounter: 'add', gauge: 'record', histogram: 'record' } as const;
  const kinds = fc.constantFrom('counter' as const, 'upDownCounter' as const, 'gauge' as const, 'histogram' as const);
  const recording = fc.record(
    {
      catalog: fc.nat(1),
      value: fc.nat(9),
      who: fc.constantFrom('', 'a', 'b', '日'),
      note: fc.constantFrom('', 'x'),
      n: fc.nat(2),
      ok: fc.boolean(),
    },
    { requiredKeys: ['catalog', 'value', 'who', 'ok'] },
  );

  it('is in the protobuf what it is in the text, scrape after scrape', () => {
    const property = fc.property(kinds, fc.boolean(), fc.array(fc.array(recording)), (kind, isOneScope, scrapes) => {
      forgetProblems();
      const common = { name: 'm', description: 'M.', attributes };
      const spec = kind === 'histogram' ? histogramSpec({ ...common, boundaries: [1, 5] }) : specs[kind](common);
      const stores = [store(), store()];
      const scopes = isOneScope ? (['shop', 'shop'] as const) : (['shop', 'stock'] as const);
      const recorders = scopes.map(
        (scope, i) => bind(defineCatalog({ scope, prefix: '', metrics: { spec } }), stores[i]!).spec,
      );
      const writer = prometheusProtobuf();
      for (const recordings of scrapes) {
        for (const { catalog, value: number, ...given } of recordings) {
          const recorder = recorders[catalog] as unknown as Record<string, (value: number, attributes: object) => void>;
          recorder[METHODS[kind]]!(number, given);
        }
        const read = (): Collection => ({ time: 0, metrics: stores.flatMap((one) => one.reading().collect().metrics) });
        const families = decodedFamilies(writer.write(read(), {}));
        const wanted = parseExposition(textOf(prometheusText().write(read(), {})));
        expect(families.flatMap(samplesOf).sort()).toEqual(wanted.samples.map(shownSample).sort());
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('whatever somebody else has recorded', () => {
  it('is in the protobuf what it is in the text, and is left out of both alike', () => {
    const property = fc.property(fc.array(foreign, { maxLength: 6 }), (metrics) => {
      forgetProblems();
      const families = decodedFamilies(prometheusProtobuf().write(collectionOf(...metrics), { a: 'b' }));
      const ofProtobuf = summaryOf();
      forgetProblems();
      const inText = parseExposition(textOf(prometheusText().write(collectionOf(...metrics), { a: 'b' })));
      expect(families.flatMap(samplesOf).sort()).toEqual(inText.samples.map(shownSample).sort());
      expect(new Set(families.map((family) => family.name)).size).toBe(families.length);
      expect(ofProtobuf).toEqual(summaryOf());
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});

function summaryOf(): readonly unknown[] {
  return problems().map(({ key: what, about, count }) => [what, about, count]);
}

/** The samples that Prometheus makes of a family. */
function samplesOf({ name: family, metric }: FamilyLike): readonly string[] {
  return metric.flatMap(({ label, gauge, counter, histogram: counts }) => {
    const labels = Object.fromEntries(label.map((pair) => [pair.name, pair.value]));
    const sample = (part: string, number: number, le?: number) =>
      shownSample({
        name: family + part,
        labels: le === undefined ? labels : { ...labels, le: String(le) },
        value: number,
      });
    if (counts === undefined) return [sample('', (gauge ?? counter)!.value)];
    const { sampleCount, sampleSum, bucket } = counts;
    const buckets = bucket.length > 0 ? bucket : [{ cumulativeCount: sampleCount, upperBound: Infinity }];
    const shown = buckets.map(({ cumulativeCount, upperBound }) => sample('_bucket', cumulativeCount, upperBound));
    return [sample('_count', sampleCount), sample('_sum', sampleSum), ...shown];
  });
}

function shownSample({ name: sample, labels, value: number }: ExpositionSample): string {
  const filled = Object.entries(labels).filter(([, text]) => text !== '');
  const normal = filled.map(([label, text]) => [
    label,
    label === 'le' ? String(Number(text.replace('+Inf', 'Infinity'))) : text,
  ]);
  return `${sample} ${JSON.stringify(normal.sort())} ${Object.is(number, -0) ? 0 : number}`;
}
