import { OTHER } from '@portcall/metrics';
import { expectProblems, heardProblems } from '../../fail-on-problems.js';
import type { HistogramReading, SeriesReading } from '../../plain-model.js';
import type { Suite } from '../suite.js';
import type { Row, Trial } from '../trial.js';

const LIMIT = 6;
const ORDERS = 'record.series_limit shop_orders';

/** Two models and more and more providers: the provider explodes. */
function explosion(providers: number): readonly Row[] {
  return Array.from({ length: providers }, (_, provider) =>
    ['a', 'b'].map((model): Row => ['orders', 1, { provider: `p${provider}`, model }]),
  ).flat();
}

export function seriesLimitSentences({ open, itGuards, itReadsAndGuards }: Suite): void {
  itReadsAndGuards('masks the attribute that explodes, and no other', async () => {
    const trial = open({ seriesLimit: LIMIT });
    trial.record(...explosion(50));
    expectProblems(ORDERS);
    const orders = await trial.read('orders');
    expect(numberOf(orders, { provider: 'p0', model: 'a' })).toBe(1);
    expect(numberOf(orders, { provider: 'p2', model: 'b' })).toBe(1);
    expect(numberOf(orders, { provider: OTHER, model: 'a' })).toBe(47);
    expect(numberOf(orders, { provider: OTHER, model: 'b' })).toBe(47);
    expect(orders).toHaveLength(LIMIT + 2);
  });

  itReadsAndGuards('masks an open set before a closed one, however few values it has', async () => {
    const trial = open({ seriesLimit: 3 });
    for (const insured of [true, false]) {
      for (const size of ['s', 'm']) trial.record(['parcels', 1, { carrier: 'x', pieces: 1, insured, size }]);
    }
    expectProblems('record.series_limit shop_parcels');
    const masked = (await trial.read('parcels')).filter(({ attributes }) => Object.values(attributes).includes(OTHER));
    expect(masked).toEqual([{ attributes: { carrier: OTHER, pieces: 1, insured: false, size: 'm' }, value: 1 }]);
  });

  itReadsAndGuards('leaves absent what is absent, however many series there are', async () => {
    const trial = open({ seriesLimit: LIMIT });
    for (let round = 0; round < 100; round += 1) {
      const [place, rank] = [`p${round}`, round];
      trial.record(['hints', 1, { place, rank }], ['hints', 1, { place }], ['hints', 1, { rank }], ['hints', 1, {}]);
    }
    expectProblems('record.series_limit shop_hints');
    const hints = await trial.read('hints');
    const sums = new Map<string, number>();
    for (const { attributes, value } of hints) {
      const present = Object.keys(attributes).sort().join();
      sums.set(present, (sums.get(present) ?? 0) + (value as number));
    }
    expect(sums).toEqual(new Map(['place,rank', 'place', 'rank', ''].map((present) => [present, 100])));
    expect(hints.length).toBeLessThanOrEqual(2 * LIMIT + 1);
  });

  itReadsAndGuards('never has more series than it says, also where attributes can be absent in more ways', async () => {
    for (const seriesLimit of [1, 2, 3]) {
      const trial = open({ seriesLimit });
      for (let round = 0; round < 20; round += 1) {
        const [place, rank] = [`p${round}`, round];
        trial.record(['hints', 1, { place, rank }], ['hints', 1, { place }], ['hints', 1, { rank }], ['hints', 1, {}]);
      }
      const values = (await trial.read('hints')).map(({ value }) => value as number);
      expect(values.length).toBeLessThanOrEqual(2 * seriesLimit + 1);
      expect(values.reduce((total, value) => total + value, 0)).toBe(80);
    }
    expectProblems('record.series_limit shop_hints');
  });

  itReadsAndGuards('keeps totals exact and series few when every attribute explodes', async () => {
    const trial = open({ seriesLimit: LIMIT });
    for (let round = 0; round < 200; round += 1) {
      trial.record(
        ['orders', 1, { provider: `p${round}`, model: `m${round * 7}` }],
        ['packing', round / 4, { lane: round % 2 === 0 ? 'fast' : 'slow', by: `w${round}` }],
      );
      trial.recordBound(['queue', round % 2 === 0 ? 3 : -1, { lane: 'fast' }]);
    }
    expectProblems(ORDERS, 'record.series_limit shop_packing_seconds');
    await expectSum(trial, 'orders', 200);
    await expectSum(trial, 'queue', 200);
    const packing = (await trial.read('packing')).map(({ value }) => value as HistogramReading);
    expect(packing.reduce((total, { count }) => total + count, 0)).toBe(200);
    expect(packing.reduce((total, { sum }) => total + sum, 0)).toBe((199 * 200) / 2 / 4);
    expect(packing.flatMap(({ buckets }) => buckets).reduce((total, bucket) => total + bucket, 0)).toBe(200);
    for (const metric of ['orders', 'packing'] as const) {
      expect((await trial.read(metric)).length).toBeLessThanOrEqual(2 * LIMIT + 1);
    }
  });

  itReadsAndGuards('counts through bound handles past the limit too', async () => {
    const trial = open({ seriesLimit: LIMIT });
    for (const [metric, value, attributes] of explosion(20)) {
      const handle = trial.recorders[metric].with(attributes);
      handle.add?.(value);
      handle.add?.(value);
    }
    expectProblems(ORDERS);
    await expectSum(trial, 'orders', 80);
  });

  itReadsAndGuards('lets the other metrics of the catalog have all their series', async () => {
    const trial = open({ seriesLimit: LIMIT });
    trial.record(...explosion(20));
    for (let rank = 0; rank < LIMIT; rank += 1) trial.record(['hints', 1, { rank }]);
    expectProblems(ORDERS);
    expect((await trial.read('hints')).map(({ value }) => value)).toEqual(new Array(LIMIT).fill(1));
  });

  itGuards('says so once, naming the attribute and what can be done', () => {
    const trial = open({ seriesLimit: LIMIT });
    trial.record(...explosion(LIMIT / 2));
    expect(heardProblems()).toEqual([]);
    trial.record(...explosion(50));
    expectProblems(ORDERS);
    expect(heardProblems().map(({ message }) => message)).toEqual([
      expect.stringMatching(/^shop_orders: more than 6 series.* provider.*_other.*seriesLimit/),
    ]);
  });
}

function numberOf(series: readonly SeriesReading[], attributes: SeriesReading['attributes']): unknown {
  const wanted = Object.entries(attributes);
  return series.find((one) => wanted.every(([key, value]) => one.attributes[key] === value))?.value;
}

async function expectSum(trial: Trial, metric: 'orders' | 'queue', sum: number): Promise<void> {
  const values = (await trial.read(metric)).map(({ value }) => value as number);
  expect(values.reduce((total, value) => total + value, 0)).toBe(sum);
}
