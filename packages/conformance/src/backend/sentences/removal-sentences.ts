import * as fc from 'fast-check';
import { expectProblems } from '../../fail-on-problems.js';
import type { Suite } from '../suite.js';
import { problemOf, type Row } from '../trial.js';

/** Of each metric with attributes two series that exist once they are recorded. */
const PAIRS: readonly (readonly [kept: Row, removed: Row])[] = [
  [
    ['orders', 1, { provider: 'openai', model: 'a' }],
    ['orders', 2, { provider: 'openai', model: 'b' }],
  ],
  [
    ['refunds', 1, { result: 'ok', partial: false }],
    ['refunds', 2, { result: 'ok', partial: false, why: 'broken' }],
  ],
  [
    ['hints', 1, { rank: 1 }],
    ['hints', 2, { place: 'top', rank: 1 }],
  ],
  [
    ['queue', -1, { lane: 'fast' }],
    ['queue', 2, { lane: 'slow' }],
  ],
  [
    ['stock', 0, { item: 'pen' }],
    ['stock', 2, { item: 'ink' }],
  ],
  [
    ['packing', 1, { lane: 'fast', by: 'Ada' }],
    ['packing', 2, { lane: 'fast', by: 'Bob' }],
  ],
];

/** Removals that can mean no series: what is missing, or is no value of the attribute. */
const OF_NO_SERIES: readonly (readonly [what: string, attributes: unknown])[] = [
  ['a missing attribute', { provider: 'openai' }],
  ['nothing', undefined],
  ['a value of another type', { provider: 'openai', model: 7 }],
  ['what is not an object', 'openai'],
  [
    'a getter that throws',
    {
      get provider() {
        throw new Error('broken');
      },
    },
  ],
];

export function removalSentences({ open, itForgets, itCannotForget }: Suite): void {
  itForgets.each(PAIRS.map(([kept, removed]) => [kept[0], kept, removed] as const))(
    'forgets a series of %s that is removed, and no other, and begins it anew with what comes then',
    async (metric, kept, removed) => {
      const trial = open();
      trial.record(kept, removed, removed);
      trial.remove([metric, removed[2]]);
      await trial.expectModel();
      trial.record(removed, kept);
      await trial.expectModel();
    },
  );

  itForgets('forgets the one series of a metric without attributes', async () => {
    const trial = open();
    trial.record(['visits', 3]);
    trial.remove(['visits']);
    expect(await trial.read('visits')).toEqual([]);
    trial.record(['visits', 4]);
    await trial.expectModel();
  });

  itForgets('lets a bound recorder of a removed series begin a new one', async () => {
    const trial = open();
    const attributes = { provider: 'openai', model: 'a' };
    const bound = trial.recorders.orders.with(attributes);
    bound.add?.(1);
    trial.remove(['orders', attributes]);
    expect(await trial.read('orders')).toEqual([]);
    bound.add?.(4);
    trial.record(['orders', 1, { provider: 'other', model: 'a' }]);
    bound.add?.(8);
    trial.expect(['orders', 12, attributes]);
    await trial.expectModel();
  });

  itForgets('takes nothing away where there is no such series, nor by a part of its attributes', async () => {
    const trial = open();
    trial.record(['hints', 1, { place: 'top', rank: 1 }], ['orders', 1, { provider: 'openai', model: 'a' }]);
    trial.remove(['hints'], ['hints', { place: 'top' }], ['orders', { provider: 'openai', model: 'A' }]);
    trial.remove(['stock', { item: 'pen' }]);
    expect([await trial.read('hints'), await trial.read('orders')]).toEqual([
      [expect.objectContaining({ attributes: { place: 'top', rank: 1 } })],
      [expect.objectContaining({ attributes: { provider: 'openai', model: 'a' } })],
    ]);
  });

  itForgets('forgets every series that is cleared, and has counters of closed sets at zero again', async () => {
    const trial = open();
    const bound = trial.recorders.stock.with({ item: 'pen' });
    trial.record(...PAIRS.flat());
    trial.remove(['refunds', { result: 'ok', partial: false }]);
    for (const [[metric]] of PAIRS) trial.clear(metric);
    await trial.expectModel();
    expect(await trial.read('refunds')).toHaveLength(8);
    bound.record?.(5);
    trial.expect(['stock', 5, { item: 'pen' }]);
    trial.record(['refunds', 1, { result: 'late', partial: true }]);
    await trial.expectModel();
  });

  itForgets('removes through verbs that are taken out of their recorder', async () => {
    const trial = open();
    const { add, remove, clear } = trial.recorders.orders;
    add?.(1, { provider: 'openai', model: 'a' });
    add?.(1, { provider: 'openai', model: 'b' });
    remove({ provider: 'openai', model: 'a' });
    expect(await trial.read('orders')).toHaveLength(1);
    clear();
    expect(await trial.read('orders')).toEqual([]);
  });

  itForgets('has room under the series limit for what comes after a removed series', async () => {
    const trial = open({ seriesLimit: 2 });
    for (let item = 0; item < 100; item += 1) {
      trial.record(['stock', item, { item: `item-${item}` }]);
      if (item > 0) trial.remove(['stock', { item: `item-${item - 1}` }]);
    }
    expect(await trial.read('stock')).toEqual([{ attributes: { item: 'item-99' }, value: 99 }]);
  });

  itForgets.each(OF_NO_SERIES)('removes nothing by %s, and says so', async (_, attributes) => {
    const trial = open();
    trial.record(['orders', 1, { provider: 'openai', model: 'a' }]);
    trial.recorders.orders.remove(attributes);
    expectProblems('record.remove shop_orders');
    await trial.expectModel();
  });

  itForgets('gives the numbers of a plain model, whatever is recorded, removed and cleared', async () => {
    const step = fc.tuple(fc.constantFrom(...PAIRS.flat()), fc.constantFrom('record', 'bound', 'remove', 'clear'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const trial = open();
        const bound = new Map(PAIRS.flat().map((row) => [row, trial.recorders[row[0]].with(row[2])]));
        for (const [row, what] of steps) {
          const [metric, value, attributes] = row;
          if (what === 'clear') trial.clear(metric);
          else if (what === 'remove') trial.remove([metric, attributes]);
          else if (what === 'record') trial.record(row);
          else {
            const { add, record } = bound.get(row)!;
            (add ?? record)?.(value);
            trial.expect(row);
          }
        }
        await trial.expectModel();
      }),
      { numRuns: 50 },
    );
  });

  itCannotForget('says once that a removed series is kept, and keeps it', async () => {
    const trial = open();
    trial.record(['orders', 1, { provider: 'openai', model: 'a' }]);
    trial.recorders.orders.remove({ provider: 'openai', model: 'a' });
    trial.recorders.orders.clear();
    expectProblems('record.remove shop_orders');
    expect(problemOf('record.remove', 'shop_orders')?.count).toBe(2);
    await trial.expectModel();
  });
}
