import { expectProblems, failOnProblems } from '@portcall/conformance';
import {
  type Backend,
  bind,
  counter,
  defineCatalog,
  type Forgetting,
  fanOut,
  gauge,
  guarded,
  histogram,
  noop,
  oneOf,
  optional,
  type Reading,
  type SeriesAttributes,
  store,
  text,
} from '@portcall/metrics';

failOnProblems();

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { tenant: text() } }),
    done: counter({ name: 'done', description: 'Done.', attributes: { channel: oneOf('web', 'app') } }),
    stock: gauge({ name: 'stock', description: 'Stock.', attributes: { item: text(), place: optional(text()) } }),
    wait: histogram({ name: 'wait', description: 'Wait.', boundaries: [1] }),
  },
});
const { orders: ORDERS } = catalog.metrics;

/** Attribute values and number of every series of the orders, in one reading. */
function ordersIn(reading: Reading): (readonly [unknown, unknown])[] {
  const metric = reading.collect().metrics.find(({ metric: { name } }) => name === ORDERS.name);
  return [...(metric?.points ?? [])].map(({ attributes, value }) => [attributes['tenant'], value] as const);
}

describe('the compiler', () => {
  const { orders, stock, wait } = bind(catalog, noop());

  it('takes the attributes of one series', () => {
    orders.remove({ tenant: 'a' });
    stock.remove({ item: 'pen' });
    stock.remove({ item: 'pen', place: 'north' });
    wait.remove();
    wait.clear();
  });

  it('refuses what no series has', () => {
    // @ts-expect-error the attribute is missing
    orders.remove();
    // @ts-expect-error the attribute is called tenant
    orders.remove({ tenat: 'a' });
    // @ts-expect-error a text is a string
    orders.remove({ tenant: 7 });
    // @ts-expect-error only the place is optional
    stock.remove({ place: 'north' });
    // @ts-expect-error nothing is declared
    wait.remove({ tenant: 'a' });
    // @ts-expect-error everything is cleared
    orders.clear({ tenant: 'a' });
    // @ts-expect-error a bound recorder only records
    void orders.with({ tenant: 'a' }).remove;
  });
});

describe('a removed series', () => {
  it('is gone from the next reading, cumulative and delta, with what nobody had read of it', () => {
    const kept = store();
    const { orders } = bind(catalog, kept);
    const readings = [kept.reading(), kept.reading('delta')] as const;
    orders.add(1, { tenant: 'a' });
    orders.add(2, { tenant: 'b' });
    for (const reading of readings) ordersIn(reading);
    orders.add(10, { tenant: 'a' });
    orders.add(20, { tenant: 'b' });
    orders.remove({ tenant: 'a' });
    expect(readings.map(ordersIn)).toEqual([[['b', 22]], [['b', 20]]]);
  });

  it('begins anew: from zero, at a later time, for cumulative and delta readers', () => {
    const kept = store();
    const { orders } = bind(catalog, kept);
    const readings = [kept.reading(), kept.reading('delta')] as const;
    const times = (): number[] =>
      readings.map((reading) => {
        const { metrics } = reading.collect();
        return [...metrics.find(({ metric }) => metric.name === ORDERS.name)!.points][0]!.startTime;
      });
    orders.add(5, { tenant: 'a' });
    const began = times();
    orders.remove({ tenant: 'a' });
    orders.add(3, { tenant: 'a' });
    const again = times();
    expect(again.map((time, index) => time >= began[index]!)).toEqual([true, true]);
    orders.add(1, { tenant: 'a' });
    expect(readings.map(ordersIn)).toEqual([[['a', 4]], [['a', 1]]]);
  });

  it('is left out of a reading that is being read', () => {
    const kept = store();
    const { orders } = bind(catalog, kept);
    for (const tenant of ['a', 'b', 'c']) orders.add(1, { tenant });
    const [metric] = kept.reading().collect().metrics;
    const points = metric!.points[Symbol.iterator]();
    points.next();
    orders.remove({ tenant: 'b' });
    expect(points.next().value).toMatchObject({ attributes: { tenant: 'c' } });
    expect(points.next().done).toBe(true);
  });

  it('frees its values: a hundred thousand tenants that come and go leave two, and none of them masked', () => {
    const kept = store({ seriesLimit: 10 });
    const { orders } = bind(catalog, kept);
    const first = orders.with({ tenant: 'first' });
    first.add(1);
    for (let tenant = 0; tenant < 100_000; tenant += 1) {
      orders.add(1, { tenant: `tenant-${tenant}` });
      if (tenant > 0) orders.remove({ tenant: `tenant-${tenant - 1}` });
    }
    first.add(1);
    expect(kept.points(ORDERS).map(({ attributes, value }) => [attributes.tenant, value])).toEqual([
      ['first', 2],
      ['tenant-99999', 1],
    ]);
    expect(kept.snapshot()[ORDERS.name]?.isPastLimit).toBe(false);
  });

  it('of a counter of closed sets is not at zero until it is recorded, or everything is cleared', () => {
    const kept = store();
    const { done } = bind(catalog, kept);
    const channels = () => kept.points(catalog.metrics.done).map(({ attributes }) => attributes.channel);
    done.remove({ channel: 'web' });
    expect(channels()).toEqual(['app']);
    done.clear();
    expect(channels()).toEqual(['web', 'app']);
  });

  it('stays where the store is closed: what was recorded can still be read', () => {
    const kept = store();
    const { orders } = bind(catalog, kept);
    orders.add(1, { tenant: 'a' });
    kept.close();
    orders.remove({ tenant: 'a' });
    orders.clear();
    expect(kept.value(ORDERS)).toBe(1);
  });
});

it('is removed on every backend of a fan-out, where a part cannot forget too', () => {
  const [one, other] = [store(), store()];
  const { orders } = bind(catalog, fanOut(one, foreign({}), other));
  orders.add(1, { tenant: 'a' });
  orders.add(1, { tenant: 'b' });
  orders.remove({ tenant: 'a' });
  expect([one.value(ORDERS), other.value(ORDERS)]).toEqual([1, 1]);
  orders.clear();
  expect([one.value(ORDERS), other.value(ORDERS)]).toEqual([0, 0]);
  expectProblems('record.remove shop_orders');
});

it('is told to the cells of a backend that is made with the guard', () => {
  const told: string[] = [];
  const { orders, done } = bind(
    catalog,
    guarded((_, attributes: SeriesAttributes) => ({
      write: (value: number) => void told.push(`${Object.values(attributes).join()} ${value}`),
      end: () => void told.push(`${Object.values(attributes).join()} ends`),
    })),
  );
  told.length = 0;
  orders.add(1, { tenant: 'a' });
  orders.remove({ tenant: 'b' });
  orders.remove({ tenant: 'a' });
  orders.remove({ tenant: 'a' });
  done.clear();
  expect(told).toEqual(['a 1', 'a ends', 'web ends', 'app ends', 'web 0', 'app 0']);
});

describe('a backend of somebody else', () => {
  it('is told, where it can forget', () => {
    const told: unknown[] = [];
    const { orders } = bind(
      catalog,
      foreign({ remove: (attributes) => void told.push(attributes), clear: () => void told.push('all') }),
    );
    orders.remove({ tenant: 'a' });
    orders.clear();
    expect(told).toEqual([{ tenant: 'a' }, 'all']);
  });

  it('reaches the app neither by throwing nor by rejecting', async () => {
    const { orders } = bind(
      catalog,
      foreign({
        remove() {
          throw new Error('broken');
        },
        clear: () => Promise.reject(new Error('broken later')) as never,
      }),
    );
    orders.remove({ tenant: 'a' });
    orders.clear();
    await new Promise(setImmediate); // An unhandled rejection would end the test run.
    expectProblems('record.backend shop_orders');
  });
});

function foreign(forgetting: Partial<Forgetting>): Backend {
  const recorder = () => ({ add() {}, record() {}, ...forgetting });
  return { counter: recorder, upDownCounter: recorder, gauge: recorder, histogram: recorder };
}
