import { expectProblems, heardProblems } from '../../fail-on-problems.js';
import { shopDefinitions } from '../shop.js';
import type { Suite } from '../suite.js';
import { problemOf, type Row } from '../trial.js';

const ORDER = { provider: 'openai', model: 'a' };

const WITH_MORE: readonly (readonly [what: string, row: Row, says: RegExp])[] = [
  [
    'a key that is not declared',
    ['orders', 1, { ...ORDER, user: 'u1' }],
    /"user" is not declared.*use one of "provider", "model"/,
  ],
  ['such a key before the declared ones', ['orders', 1, { user: 'u1', ...ORDER }], /"user" is not declared/],
  ['such a key between declared ones', ['orders', 1, { model: 'a', user: 7, provider: 'b' }], /"user" is not declared/],
  ['a key where none is declared', ['visits', 1, { page: '/' }], /"page" is not declared.*declare it, or leave it out/],
  [
    'a key where all declared ones are absent',
    ['hints', 1, { page: '/' }],
    /"page" is not declared.*use one of "place", "rank"/,
  ],
  ['__proto__ as a key', ['orders', 1, JSON.parse('{"provider":"a","model":"b","__proto__":1}')], /"__proto__"/],
  ['an object where none is declared', ['queue', -1, { lane: 'fast', constructor: {} }], /"constructor"/],
  ['a getter that throws', ['stock', 1, throwing()], /"user" is not declared/],
];

function throwing(): object {
  return Object.defineProperty({ item: 'pen' }, 'user', {
    enumerable: true,
    get(): never {
      throw new Error('no user today');
    },
  });
}

export function undeclaredSentences({ open, itGuards, itReadsAndGuards }: Suite): void {
  itGuards.each(WITH_MORE)('keeps the recording without %s, counts it and says so once', async (_, row, says) => {
    const trial = open();
    const { name } = shopDefinitions[row[0]];
    trial.record(row, row);
    trial.recordBound(row);

    expectProblems(`record.undeclared ${name}`);
    const [problem, ...more] = heardProblems();
    expect(more).toEqual([]);
    expect(problem?.message).toMatch(new RegExp(`^${name}: attribute .*${says.source}`, 's'));
    expect(problem?.message).toContain('the value is recorded without it');
    expect(problemOf('record.undeclared', name)?.count).toBe(3 * trial.guards);
    expect(trial.refusals(row[0])).toBe(0);
    await trial.expectModel();
  });

  itReadsAndGuards('counts what a bound recorder leaves out once, when it is bound', async () => {
    const trial = open();
    const attributes = { ...ORDER, user: 'u1' };
    const bound = trial.recorders.orders.with(attributes);
    for (let i = 0; i < 3; i += 1) {
      bound.add?.(1);
      trial.expect(['orders', 1, attributes]);
    }
    expectProblems('record.undeclared shop_orders');
    expect(problemOf('record.undeclared', 'shop_orders')?.count).toBe(trial.guards);
    await trial.expectModel();
  });

  itReadsAndGuards('leaves out what declared keys that cannot be enumerated stand beside', async () => {
    const trial = open();
    const order = Object.defineProperties({ user: 'u1' }, { provider: { value: 'openai' }, model: { value: 'a' } });
    trial.record(['orders', 1, ORDER], ['orders', 1, order]);
    expectProblems('record.undeclared shop_orders');
    await trial.expectModel();
  });

  itReadsAndGuards('takes an undeclared key without a value for none', async () => {
    const trial = open();
    const row: Row = ['orders', 1, { user: undefined, ...ORDER, page: undefined }];
    trial.record(row, row);
    trial.recordBound(row);
    await trial.expectModel();
    expect(await trial.read('orders')).toHaveLength(1);
  });

  itGuards('refuses what lacks a declared attribute, whatever else it has', () => {
    const trial = open();
    trial.record(['orders', 1, { provider: 'openai', user: 'u1' }], ['orders', Number.NaN, { ...ORDER, user: 'u1' }]);
    expectProblems('record.refused shop_orders');
    expect(trial.refusals('orders')).toBe(2 * trial.guards);
  });
}
