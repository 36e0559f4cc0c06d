import type { Suite } from '../suite.js';
import type { Row } from '../trial.js';

/** Rows of pairwise different series, which a careless key would put together. */
const APART: readonly (readonly [what: string, rows: readonly Row[]])[] = [
  [
    'a text and the number, or the truth, that it spells',
    [
      ['hints', 1, { place: '1' }],
      ['hints', 1, { rank: 1 }],
      ['parcels', 1, { carrier: 'true', pieces: 1, insured: true, size: 's' }],
      ['parcels', 1, { carrier: '1', pieces: 1, insured: true, size: 's' }],
    ],
  ],
  [
    'texts with NUL and with what keys are often joined by',
    [
      ['orders', 1, { provider: 'a\0', model: 'b' }],
      ['orders', 1, { provider: 'a', model: '\0b' }],
      ['orders', 1, { provider: 'a,', model: 'b' }],
      ['orders', 1, { provider: 'a', model: ',b' }],
      ['orders', 1, { provider: 'a|b', model: '' }],
      ['orders', 1, { provider: '', model: 'a|b' }],
      ['orders', 1, { provider: 'model', model: 'provider' }],
      ['orders', 1, { provider: '"', model: '\\' }],
    ],
  ],
  [
    'texts that are the names of what every object has',
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'].flatMap((name): Row[] => [
      ['orders', 1, { provider: name, model: 'a' }],
      ['orders', 1, { provider: 'a', model: name }],
      ['stock', 1, { item: name }],
    ]),
  ],
  [
    'the longest texts, in one byte and in four',
    ['x'.repeat(2_048), '😀'.repeat(512)].map((item): Row => ['stock', 1, { item }]),
  ],
  ['texts that look alike', ['é', 'e\u0301', 'É', ' é', '😀', '\u202eé'].map((item): Row => ['stock', 1, { item }])],
];

export function seriesSentences({ open, itReads, itReadsAndGuards }: Suite): void {
  itReads.each(APART)('keeps apart %s', async (_, rows) => {
    const trial = open();
    trial.record(...rows);
    trial.recordBound(...rows);
    await trial.expectModel();
  });

  itReadsAndGuards.each([
    ['the empty text', ''],
    ['undefined', undefined],
  ])('takes %s for an optional attribute that is absent', async (_, place) => {
    const trial = open();
    trial.record(['hints', 1, { place, rank: 1 }], ['hints', 2, { rank: 1 }], ['hints', 8, { place, rank: 1 }]);
    trial.recordBound(['hints', 4, { place, rank: 1 }]);
    await trial.expectModel();
    expect(await trial.read('hints')).toHaveLength(1);
  });

  itReadsAndGuards('takes -0 for 0', async () => {
    const trial = open();
    trial.record(['hints', 1, { rank: -0 }], ['hints', 1, { rank: 0 }]);
    await trial.expectModel();
    expect((await trial.read('hints')).map(({ attributes }) => attributes)).toEqual([{ rank: 0 }]);
  });

  itReadsAndGuards('takes attributes as they are read: inherited ones and getters too', async () => {
    class Order {
      get provider(): string {
        return 'openai';
      }
      get model(): string {
        return 'a';
      }
    }
    const trial = open();
    const inherited = Object.create({ provider: 'openai', model: 'a' });
    trial.record(['orders', 1, new Order()], ['orders', 1, inherited]);
    trial.recordBound(['orders', 1, new Order()], ['orders', 1, inherited]);
    await trial.expectModel();
    expect(await trial.read('orders')).toHaveLength(1);
  });
}
