import { forgetProblems, onProblem, problems } from '@portcall/core';
import { prometheusText } from '@portcall/formats';
import { describeWith, parseExposition, promtool } from '@portcall/real-parts';
import fc from 'fast-check';
import { collectionOf, type PlainMetric } from './collection-of.js';
import { foreignMetrics, histogram } from './foreign-metrics.js';
import { textOf } from './text-of.js';

let stop: () => void;
beforeEach(() => {
  forgetProblems();
  stop = onProblem(() => {});
});
afterEach(() => stop());

const written = (...metrics: readonly PlainMetric[]): string =>
  textOf(prometheusText().write(collectionOf(...metrics), {}));
const samples = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('target_info'));
const counted = (key: string): number =>
  problems().reduce((sum, problem) => sum + (problem.key === key ? problem.count : 0), 0);

it('writes one family for names that become one, with the series of both', () => {
  const text = written(
    { name: 'a_b', scope: 'ours', points: [[{}, 1]] },
    { name: 'a.b', scope: 'theirs', points: [[{}, 2]] },
  );
  expect(samples(text)).toEqual(['a_b{otel_scope_name="ours"} 1', 'a_b{otel_scope_name="theirs"} 2']);
  expect(text.match(/# TYPE a_b /g)).toHaveLength(1);
  expect(problems()).toEqual([]);
});

it('leaves out a name that has another type, and what would be a sample of another family', () => {
  const text = written(
    { name: 'x', kind: 'histogram', points: [[{}, histogram([1, 1], [5], 2)]] },
    { name: 'x', kind: 'counter', points: [[{}, 1]] },
    {
      name: 'x.count',
      points: [
        [{}, 2],
        [{ a: 'b' }, 2],
      ],
    },
    { name: 'x', points: [[{}, 3]] },
    { name: 'target_info', points: [[{}, 4]] },
    { name: '日', points: [[{}, 5]] },
  ); // prettier-ignore
  expect(samples(text)).toHaveLength(5);
  expect(counted('export.points_taken')).toBe(5);
});

it('leaves out a series whose labels are those of another, whatever their order', () => {
  const text = written(
    {
      name: 'a_b',
      points: [
        [{ 'k.1': 'x', j: '1' }, 1],
        [{ j: '1', k_1: 'x' }, 2],
        [{ j: 1, k_1: 'x', e: undefined }, 3],
      ],
    },
    {
      name: 'a.b',
      points: [
        [{ k_1: 'x', j: '1' }, 4],
        [{ j: '2', k_1: 'x' }, 5],
      ],
    },
  ); // prettier-ignore
  expect(samples(text).map((line) => line.at(-1))).toEqual(['1', '5']);
  expect(counted('export.points_taken')).toBe(3);
});

it('joins the values of keys that become one label, and keeps the labels of the format for itself', () => {
  const attributes = { 'a.b': 'two', a_b: 'three', 'a-b': ['one', 1, null], le: 'x', otel_scope_name: 'y', '1x': true };
  expect(samples(written({ points: [[attributes, 1]] }))).toEqual([
    'm{a_b="[\\"one\\",1,null];two;three",exported_le="x",exported_otel_scope_name="y",key_1x="true",otel_scope_name="s"} 1',
  ]);
});

it('leaves out labels that cannot be written, and keeps their series', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const unwritable = { f: () => 1, s: Symbol('s'), big: 1n, circle, '': 'x', good: 'y' };
  expect(samples(written({ points: [[unwritable, 1]] }))).toEqual(['m{good="y",otel_scope_name="s"} 1']);
  expect(counted('export.label_unwritable')).toBe(5);
});

it('leaves out values that are not of their kind, and histograms that do not add up', () => {
  const unreadable = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no');
      },
    },
  ); // prettier-ignore
  const text = written(
    {
      name: 'g',
      points: [
        [{}, 'text'],
        [{ a: '1' }, Number.NaN],
        [{ a: '2' }, -Infinity],
        [unreadable, 1],
      ],
    },
    {
      name: 'h',
      kind: 'histogram',
      points: [
        [{ a: '1' }, 1],
        [{ a: '2' }, histogram([1, 1], [5], 3)],
        [{ a: '3' }, histogram([1, 1, 0], [5, 2], 2)],
        [{ a: '4' }, histogram([1, 1, 0], [5, Infinity], 2)],
      ],
    },
  ); // prettier-ignore
  expect(samples(text).slice(0, 2)).toEqual(['g{a="1",otel_scope_name="s"} NaN', 'g{a="2",otel_scope_name="s"} -Inf']);
  expect(
    samples(text)
      .slice(2)
      .every((line) => line.includes('a="4"')),
  ).toBe(true);
  expect(counted('export.points_unsendable')).toBe(5);
});

it('loses only the metric whose points cannot be read', () => {
  const collection = collectionOf({ points: [] }, { name: 'n', points: [[{}, 1]] });
  const points = {
    [Symbol.iterator]: () => {
      throw new Error('closed');
    },
  }; // prettier-ignore
  const metrics = [{ ...collection.metrics[0]!, points }, collection.metrics[1]!];
  const text = textOf(prometheusText({ short: true }).write({ ...collection, metrics }, {}));
  expect(samples(text)).toEqual(['n 1']);
  expect(counted('export.collect')).toBe(1);
});

it('writes an exponential histogram as one without buckets', () => {
  const value = { count: 3, sum: 1.5, scale: 0, zeroCount: 0, positive: { offset: 0, counts: [3] } };
  expect(samples(written({ kind: 'histogram', points: [[{}, value]] }))).toEqual([
    'm_count{otel_scope_name="s"} 3',
    'm_sum{otel_scope_name="s"} 1.5',
    'm_bucket{otel_scope_name="s",le="+Inf"} 3',
  ]);
});

it('gives a long text in pieces, and reads points while it writes', () => {
  let read = 0;
  const collection = collectionOf({ points: [] });
  const points = (function* () {
    for (; read < 10_000; read += 1) yield { attributes: { i: read }, value: read, startTime: 0, exemplars: [] };
  })();
  const metrics = [{ ...collection.metrics[0]!, points }];
  const pieces: Uint8Array[] = [];
  for (const piece of prometheusText().write({ time: 0, metrics }, {})) {
    if (pieces.length === 0) expect(read).toBeLessThan(6_000);
    pieces.push(piece);
  }
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(132_000);
  expect(samples(textOf(pieces))).toHaveLength(10_000);
});

describe('whatever somebody else has recorded', () => {
  it('gives a text that a strict reader takes', () => {
    const property = fc.property(foreignMetrics, (metrics) => {
      const { errors } = parseExposition(written(...metrics));
      expect(errors.filter((error) => !/^line \d+: counter .* is -|is NaN/.test(error))).toEqual([]);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  describeWith('promtool', 'to promtool', () => {
    it('gives a text that it can read', async () => {
      const hostile = fc.sample(foreignMetrics, { numRuns: 40, seed: 1 });
      for (const metrics of hostile) {
        const { stderr } = await promtool(['check', 'metrics'], written(...metrics));
        expect(stderr).not.toMatch(/error while linting/);
      }
    });
  });
});
