import { problems } from '@portcall/core';
import { expectSeries } from '../../expect-series.js';
import { allowProblems, expectProblems, heardProblems } from '../../fail-on-problems.js';
import { fuzzRecorders } from '../../fuzz-recorders.js';
import { shopDefinitions } from '../shop.js';
import type { Suite } from '../suite.js';
import { problemOf, type Row } from '../trial.js';

const ORDER = { provider: 'openai', model: 'a' };

const REFUSED: readonly (readonly [what: string, row: Row, says: RegExp])[] = [
  ['NaN', ['visits', Number.NaN], /NaN/],
  ['Infinity', ['packing', Number.POSITIVE_INFINITY, { lane: 'fast', by: 'Ada' }], /Infinity/],
  ['-Infinity', ['queue', Number.NEGATIVE_INFINITY, { lane: 'fast' }], /-Infinity/],
  ['NaN for a gauge', ['stock', Number.NaN, { item: 'pen' }], /NaN/],
  ['a negative increment of a counter', ['orders', -1, ORDER], /-1.*only go up/],
  ['a negative value of a histogram', ['packing', -0.1, { lane: 'fast', by: 'Ada' }], /-0\.1/],
  ['an increment that makes sums inexact', ['orders', 2 ** 53, ORDER], /9007199254740992/],
  ['a text for a number', ['orders', '5', ORDER], /"5"/],
  ['a bigint for a number', ['visits', 5n], /5n/],
  ['nothing for a number', ['visits', undefined], /undefined/],
  ['a missing attribute', ['orders', 1, { provider: 'openai' }], /model is missing/],
  ['attributes that are missing altogether', ['orders', 1], /provider is missing/],
  ['null for attributes', ['orders', 1, null], /null/],
  ['a text for attributes', ['orders', 1, 'openai'], /"openai"/],
  ['null for a text', ['orders', 1, { provider: null, model: 'a' }], /provider must be a string, not null/],
  ['a number for a text', ['stock', 1, { item: 7 }], /item must be a string, not 7/],
  ['a text for an integer', ['hints', 1, { rank: '1' }], /rank must be a safe integer/],
  ['a fraction for an integer', ['hints', 1, { rank: 1.5 }], /rank must be a safe integer/],
  ['a text for a flag', ['refunds', 1, { result: 'ok', partial: 'true' }], /partial must be one of false, true/],
  ['a value outside a closed set', ['queue', 1, { lane: 'sideways' }], /lane must be one of "fast", "slow"/],
  ['a text of 10 kB', ['stock', 1, { item: 'x'.repeat(10_000) }], /at most 2048 bytes, and has 10000/],
  ['a text of 1,025 letters of two bytes', ['stock', 1, { item: 'é'.repeat(1_025) }], /and has 2050/],
  ['a text of 1 MB', ['stock', 1, { item: 'x'.repeat(1_000_000) }], /and has 1000000/],
  ['a lone surrogate', ['stock', 1, { item: 'a\ud800' }], /well-formed/],
  ['a getter that throws', ['stock', 1, throwing()], /could not be read.*no item today/],
];

function throwing(): object {
  return {
    get item(): never {
      throw new Error('no item today');
    },
  };
}

export function refusalSentences({ open, itGuards, itReadsAndGuards }: Suite): void {
  itGuards.each(REFUSED)('refuses %s, counts it and says so once', async (_, row, says) => {
    const trial = open();
    const [metric, value, attributes] = row;
    const { name } = shopDefinitions[metric];
    trial.record(row, row);
    const handle = trial.recorders[metric].with(attributes ?? {});
    (handle.add ?? handle.record)?.call(handle, value);
    trial.recordBound(row);

    expectProblems(`record.refused ${name}`);
    expect(trial.refusals(metric)).toBe(4 * trial.guards);
    const [problem, ...more] = heardProblems();
    expect(more).toEqual([]);
    expect(problem?.message).toMatch(new RegExp(`^${name}: .*${says.source}`, 's'));
    expect(problem?.message.length).toBeLessThan(400);
    await trial.expectModel();
  });

  itGuards('says what it refuses once per metric', () => {
    const trial = open();
    trial.record(['orders', -1, ORDER], ['orders', 1], ['visits', Number.NaN], ['orders', Number.NaN, ORDER]);
    expectProblems('record.refused shop_orders', 'record.refused shop_visits');
    expect(heardProblems().map(({ about }) => about)).toEqual(['shop_orders', 'shop_visits']);
    expect(trial.refusals('orders')).toBe(3 * trial.guards);
  });

  itReadsAndGuards('goes on with the same series after a refusal', async () => {
    const trial = open();
    trial.record(['orders', 1, ORDER], ['orders', Number.NaN, ORDER], ['orders', 2, ORDER], ['orders', 1, {}]);
    expectProblems('record.refused shop_orders');
    await trial.expectModel();
  });

  it('lets nothing out of its recorders, whatever they are called with', () => {
    allowProblems();
    const trial = open();
    for (const row of REFUSED.map(([, refused]) => refused)) {
      trial.record(row);
      trial.recordBound(row);
    }
    expect(fuzzRecorders(trial.backend, { calls: 3_000 }).thrown).toEqual([]);
  });

  itReadsAndGuards('takes what is good and refuses what is not among thousands of hostile calls', async () => {
    allowProblems();
    const trial = open();
    const { refused, undeclared, definitions, expected } = fuzzRecorders(trial.backend, { calls: 3_000, seed: 7 });
    for (const definition of definitions) {
      expectSeries(await trial.readMetric(definition), expected(definition));
      expect(countsOf(definition.name)).toEqual({
        refused: (refused.get(definition.name) ?? 0) * trial.guards,
        undeclared: (undeclared.get(definition.name) ?? 0) * trial.guards,
      });
    }
    expect(problems().filter(({ key }) => !['record.refused', 'record.undeclared'].includes(key))).toEqual([]);
  });
}

function countsOf(metric: string): { readonly refused: number; readonly undeclared: number } {
  const countOf = (key: string): number => problemOf(key, metric)?.count ?? 0;
  return { refused: countOf('record.refused'), undeclared: countOf('record.undeclared') };
}
