import { forgetProblems, onProblem, problems } from '@portcall/core';
import fc from 'fast-check';
import {
  bind,
  type Collection,
  counter,
  defineCatalog,
  flag,
  gauge,
  type HistogramValue,
  histogram,
  integer,
  OTHER,
  oneOf,
  optional,
  type SeriesPoint,
  store,
  text,
  upDownCounter,
} from '../index.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text() } }),
    done: counter({ name: 'done', description: 'Done.', attributes: { channel: oneOf('web', 'app') } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    stock: gauge({ name: 'stock', description: 'Stock.', attributes: { warehouse: text() } }),
    wait: histogram({ name: 'wait', description: 'Wait.', boundaries: [1, 2], attributes: { country: text() } }),
  },
});

function newStore(options = {}) {
  const kept = store(options);
  return { kept, ...bind(catalog, kept) };
}

/** Every point of a metric, taken now and copied. */
function pointsOf({ metrics }: Collection, name: string): SeriesPoint[] {
  return Array.from(metrics.find(({ metric }) => metric.name === name)?.points ?? [], copyOf);
}

function copyOf({ attributes, value, startTime, exemplars }: SeriesPoint): SeriesPoint {
  const kept = typeof value === 'number' ? value : { ...(value as HistogramValue), buckets: bucketsOf(value) };
  return { attributes, value: kept, startTime, exemplars };
}

function bucketsOf(value: SeriesPoint['value']): number[] {
  return Array.from((value as HistogramValue).buckets);
}

/** The same in short: attribute values and number, or count. */
function short(collection: Collection, name: string): (readonly [string, number])[] {
  return pointsOf(collection, name).map(({ attributes, value }) => [
    Object.values(attributes).join(),
    typeof value === 'number' ? value : value.count,
  ]);
}

it('gives a cumulative reader everything each time, and leaves out metrics without a series', () => {
  const { kept, orders } = newStore();
  const reading = kept.reading();
  orders.add(2, { country: 'NO' });
  expect(short(reading.collect(), 'shop_orders')).toEqual([['NO', 2]]);
  orders.add(3, { country: 'NO' });
  orders.add(1, { country: 'SE' });
  const collection = reading.collect();
  expect(collection.metrics.map(({ metric }) => metric.name)).toEqual(['shop_orders', 'shop_done']);
  expect(short(collection, 'shop_orders')).toEqual([
    ['NO', 5],
    ['SE', 1],
  ]);
});

it('gives a delta reader what was added, and nothing of what was not', () => {
  const { kept, orders, wait } = newStore();
  orders.add(2, { country: 'NO' });
  const reading = kept.reading('delta');
  expect(short(reading.collect(), 'shop_orders')).toEqual([['NO', 2]]);
  orders.add(3, { country: 'SE' });
  wait.record(1, { country: 'NO' });
  wait.record(5, { country: 'NO' });
  const second = reading.collect();
  expect(short(second, 'shop_orders')).toEqual([['SE', 3]]);
  expect(pointsOf(second, 'shop_wait')[0]?.value).toEqual({
    count: 2,
    sum: 6,
    min: 1,
    max: 5,
    boundaries: [1, 2],
    buckets: [1, 0, 1],
  });
  wait.record(2, { country: 'NO' });
  expect(pointsOf(reading.collect(), 'shop_wait')[0]?.value).toEqual({
    count: 1,
    sum: 2,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    boundaries: [1, 2],
    buckets: [0, 1, 0],
  });
  expect(short(reading.collect(), 'shop_wait')).toEqual([]);
});

it('gives the zeros that counters are born with to a delta reader once', () => {
  const { kept } = newStore();
  const reading = kept.reading('delta');
  expect(short(reading.collect(), 'shop_done')).toEqual([
    ['web', 0],
    ['app', 0],
  ]);
  expect(short(reading.collect(), 'shop_done')).toEqual([]);
});

describe('the attributes of points', () => {
  const parcels = defineCatalog({
    scope: 'post',
    metrics: {
      parcels: counter({
        name: 'parcels',
        description: 'Parcels.',
        attributes: { country: text(), weight: integer(), express: optional(flag()), note: optional(text()) },
      }),
    },
  });
  const ofEvery = fc.record({
    country: fc.constantFrom('NO', 'SE', 'DK', 'FI'),
    weight: fc.integer({ min: 0, max: 5 }),
    express: fc.option(fc.boolean(), { nil: undefined }),
    note: fc.option(fc.constantFrom('', 'fragile'), { nil: undefined }),
  });

  /** Every point's attributes, by its columns and as an object. */
  const readBoth = ({ metrics }: Collection) =>
    metrics.flatMap(({ columns = [], points }) =>
      Array.from(points, ({ ids = [], attributes }) => {
        const pairs = columns.map((column, at) => [column.key, column.valueOf(ids[at] as number)] as const);
        return { columns: Object.fromEntries(pairs.filter(([, value]) => value !== undefined)), attributes };
      }),
    );

  it('are the same by columns and as an object, in both kinds of reading, also past the limit and after a reset', () => {
    using _ = onProblem(() => {});
    fc.assert(
      fc.property(fc.array(ofEvery, { maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (given, seriesLimit) => {
        const kept = store({ seriesLimit });
        const recorders = bind(parcels, kept);
        const readings = [kept.reading(), kept.reading('delta')];
        for (const isReset of [false, true]) {
          if (isReset) kept.reset();
          for (const attributes of given) recorders.parcels.add(1, attributes);
          const wanted = kept.points(parcels.metrics.parcels).map((point) => point.attributes);
          for (const reading of readings) {
            const read = readBoth(reading.collect());
            expect(read.map((point) => point.columns)).toEqual(wanted);
            expect(read.map((point) => point.attributes)).toEqual(wanted);
          }
        }
      }),
    );
  });

  it('stand in the columns in their declared order, which are the same array for every reading', () => {
    const kept = store();
    const recorders = bind(parcels, kept);
    recorders.parcels.add(1, { weight: 1, country: 'NO' });
    const columnsOf = (temporality: 'cumulative' | 'delta') => kept.reading(temporality).collect().metrics[0]?.columns;
    const columns = columnsOf('cumulative');
    expect(columns?.map(({ key }) => key)).toEqual(['country', 'weight', 'express', 'note']);
    kept.reset();
    recorders.parcels.add(1, { weight: 1, country: 'SE' });
    expect(columnsOf('cumulative')).toBe(columns);
    expect(columnsOf('delta')).toBe(columns);
  });
});

it('lets two readers read in turns, each with a point of its own', () => {
  const { kept, wait } = newStore();
  wait.record(1, { country: 'NO' });
  wait.record(5, { country: 'SE' });
  const [one, other] = [kept.reading(), kept.reading()].map((reading) => {
    const { points } = reading.collect().metrics.find(({ metric }) => metric.name === 'shop_wait')!;
    return points[Symbol.iterator]();
  });
  const first = one!.next().value as SeriesPoint;
  other!.next();
  other!.next();
  expect(first).toMatchObject({ attributes: { country: 'NO' }, value: { count: 1, sum: 1 } });
  expect(bucketsOf(first.value)).toEqual([1, 0, 0]);
});

it('keeps what goes up and down cumulative for a delta reader', () => {
  const { kept, open, stock } = newStore();
  const reading = kept.reading('delta');
  open.add(3);
  stock.record(7, { warehouse: 'north' });
  for (const collection of [reading.collect(), reading.collect()]) {
    const kinds = Object.fromEntries(collection.metrics.map(({ metric, temporality }) => [metric.kind, temporality]));
    expect(kinds).toEqual({ counter: 'delta', upDownCounter: 'cumulative', gauge: 'cumulative' });
    expect(short(collection, 'shop_open')).toEqual([['', 3]]);
    expect(short(collection, 'shop_stock')).toEqual([['north', 7]]);
  }
});

it('lets two delta readers go their own ways', () => {
  const { kept, orders } = newStore();
  const [often, seldom] = [kept.reading('delta'), kept.reading('delta')];
  orders.add(1, { country: 'NO' });
  expect(short(often.collect(), 'shop_orders')).toEqual([['NO', 1]]);
  orders.add(2, { country: 'NO' });
  expect(short(often.collect(), 'shop_orders')).toEqual([['NO', 2]]);
  expect(short(seldom.collect(), 'shop_orders')).toEqual([['NO', 3]]);
});

it('keeps for the next collection what was not looked at, and gives it once', () => {
  const { kept, orders } = newStore();
  const reading = kept.reading('delta');
  orders.add(1, { country: 'NO' });
  reading.collect();
  const older = reading.collect();
  orders.add(2, { country: 'NO' });
  const newer = reading.collect();
  expect(short(newer, 'shop_orders')).toEqual([['NO', 3]]);
  expect(short(older, 'shop_orders')).toEqual([]);
});

it('starts a series with its first recording, and a delta where the last one ended', () => {
  const { kept, orders } = newStore();
  const [whole, delta] = [kept.reading(), kept.reading('delta')];
  const before = delta.collect().time;
  orders.add(1, { country: 'NO' });
  const first = delta.collect();
  const [begun] = pointsOf(first, 'shop_orders');
  expect(begun?.startTime).toBeGreaterThanOrEqual(before);
  expect(begun?.startTime).toBeLessThanOrEqual(first.time);
  const idle = delta.collect();
  expect(short(idle, 'shop_orders')).toEqual([]);
  delta.collect(); // nobody looks at it, so that the next one goes on from before it
  orders.add(1, { country: 'NO' });
  expect(pointsOf(delta.collect(), 'shop_orders')[0]?.startTime).toBe(idle.time);
  expect(pointsOf(whole.collect(), 'shop_orders')[0]?.startTime).toBe(begun?.startTime);
});

it.each(['cumulative', 'delta'] as const)('keeps each %s histogram whole while recording goes on', (temporality) => {
  const { kept, wait } = newStore();
  const reading = kept.reading(temporality);
  const countries = ['NO', 'SE', 'DK', 'FI'];
  let recorded = 0;
  const record = () => {
    for (const country of countries) {
      recorded += 1;
      wait.record(recorded % 3, { country });
    }
  };
  const read: HistogramValue[] = [];
  for (let round = 0; round < 3; round += 1) {
    record();
    for (const { points } of reading.collect().metrics.filter(({ metric }) => metric.kind === 'histogram')) {
      for (const { value } of points) {
        record();
        read.push({ ...(value as HistogramValue), buckets: bucketsOf(value) });
      }
    }
  }
  expect(read).toHaveLength(12);
  for (const { count, buckets } of read)
    expect(Array.from(buckets).reduce((total, values) => total + values)).toBe(count);
});

it('gives both kinds of reader what the series limit has put together', () => {
  using _ = onProblem(() => {});
  const { kept, orders } = newStore({ seriesLimit: 1 });
  const readings = [kept.reading(), kept.reading('delta')];
  for (const country of ['NO', 'SE', 'DK']) orders.add(1, { country });
  for (const reading of readings) {
    expect(short(reading.collect(), 'shop_orders')).toEqual([
      ['NO', 1],
      [OTHER, 2],
    ]);
  }
});

it('begins anew after a reset', () => {
  const { kept, orders } = newStore();
  const [whole, delta] = [kept.reading(), kept.reading('delta')];
  orders.add(5, { country: 'NO' });
  const before = delta.collect();
  pointsOf(before, 'shop_orders');
  kept.reset();
  expect(short(delta.collect(), 'shop_orders')).toEqual([]);
  orders.add(2, { country: 'NO' });
  for (const reading of [whole, delta]) {
    const [point] = pointsOf(reading.collect(), 'shop_orders');
    expect(point).toMatchObject({ attributes: { country: 'NO' }, value: 2 });
    expect(point?.startTime).toBeGreaterThan(before.time);
  }
});

it('gives what was recorded before the store was closed, once', () => {
  using _ = onProblem(() => {});
  const { kept, orders } = newStore();
  const [whole, delta] = [kept.reading(), kept.reading('delta')];
  orders.add(1, { country: 'NO' });
  pointsOf(delta.collect(), 'shop_orders');
  orders.add(2, { country: 'NO' });
  kept.close();
  orders.add(4, { country: 'NO' });
  expect(short(delta.collect(), 'shop_orders')).toEqual([['NO', 2]]);
  expect(short(delta.collect(), 'shop_orders')).toEqual([]);
  expect(short(whole.collect(), 'shop_orders')).toEqual([['NO', 3]]);
});

it('gives every reader the same totals, whatever is recorded and whenever each of them reads', () => {
  const country = fc.constantFrom('NO', 'SE', 'DK');
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: 9 }), country }),
    fc.record({ record: fc.integer({ min: 0, max: 4 }), country }),
    fc.record({ read: fc.nat(2), looks: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { kept, orders, wait } = newStore();
      const readers = [0, 1, 2].map(() => ({ reading: kept.reading('delta'), totals: new Map<string, number>() }));
      const read = ({ reading, totals }: (typeof readers)[number]) => {
        const collection = reading.collect();
        for (const name of ['shop_orders', 'shop_wait']) {
          for (const [of, change] of short(collection, name)) {
            totals.set(`${name} ${of}`, (totals.get(`${name} ${of}`) ?? 0) + change);
          }
        }
      };
      const model = new Map<string, number>();
      for (const step of steps) {
        if ('add' in step) {
          orders.add(step.add, { country: step.country });
          model.set(`shop_orders ${step.country}`, (model.get(`shop_orders ${step.country}`) ?? 0) + step.add);
        } else if ('record' in step) {
          wait.record(step.record, { country: step.country });
          model.set(`shop_wait ${step.country}`, (model.get(`shop_wait ${step.country}`) ?? 0) + 1);
        } else if (step.looks) read(readers[step.read] as (typeof readers)[number]);
        else readers[step.read]?.reading.collect();
      }
      const whole = kept.reading().collect();
      const wholes = ['shop_orders', 'shop_wait'].flatMap((name) =>
        short(whole, name).map(([of, value]) => [`${name} ${of}`, value] as const),
      );
      expect(new Map(wholes)).toEqual(model);
      for (const reader of readers) {
        read(reader);
        expect(reader.totals).toEqual(model);
      }
    }),
  );
});

describe('a closed store', () => {
  beforeEach(forgetProblems);
  afterEach(forgetProblems);

  it('refuses and counts every recording, per metric, by bound recorders too, and can still be read', () => {
    using _ = onProblem(() => {});
    const { kept, orders, open, wait } = newStore();
    const { add } = orders;
    const norwegian = orders.with({ country: 'NO' });
    norwegian.add(1);
    open.add(1);
    kept.close();
    kept.close();
    norwegian.add(2);
    add(4, { country: 'NO' });
    orders.add(8, { country: 'SE' });
    orders.with({ country: 'DK' }).add(16);
    open.add(1);
    wait.record(1, { country: 'NO' });
    expect(kept.value(catalog.metrics.orders)).toBe(1);
    expect(kept.value(catalog.metrics.open)).toBe(1);
    expect(problems().map(({ key, about, count }) => [key, about, count])).toEqual([
      ['record.closed', 'shop_orders', 4],
      ['record.closed', 'shop_open', 1],
      ['record.closed', 'shop_wait', 1],
    ]);
  });

  it('takes nothing for catalogs that are bound later, nor after a reset', () => {
    using _ = onProblem(() => {});
    const kept = store();
    kept.close();
    const { done } = bind(catalog, kept);
    done.add(1, { channel: 'web' });
    kept.reset();
    done.add(1, { channel: 'web' });
    expect(kept.points(catalog.metrics.done)).toEqual([]);
    expect(problems()).toMatchObject([{ key: 'record.closed', about: 'shop_done', count: 2 }]);
  });
});

it.each(['cumulative', 'delta'] as const)(
  'gives a %s reader no series twice that is recorded anew meanwhile',
  (temporality) => {
    const { kept, orders } = newStore();
    for (const country of ['NO', 'SE', 'DK']) orders.add(1, { country });
    const [metric] = kept.reading(temporality).collect().metrics;
    const seen: unknown[] = [];
    for (const { attributes } of metric!.points) {
      seen.push(attributes['country']);
      if (seen.length > 1) continue;
      for (const country of ['SE', 'NO']) orders.remove({ country });
      for (const country of ['NO', 'SE']) orders.add(1, { country });
    }
    expect(seen).toEqual(['NO', 'DK']);
  },
);
