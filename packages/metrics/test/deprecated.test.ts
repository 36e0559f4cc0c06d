import {
  bind,
  counter,
  type Deprecation,
  defineCatalog,
  gauge,
  histogram,
  type MetricSpec,
  noop,
  observe,
  oneOf,
  type Reading,
  store,
  text,
} from '@portcall/metrics';

const described = { description: 'What is counted.' };
const deprecated = { replacedBy: 'orders', until: '2027-03-31' };
const attributes = { country: text() };

const shop = defineCatalog({
  scope: 'shop',
  metrics: {
    purchases: counter({ name: 'purchases', ...described, attributes, deprecated }),
    orders: counter({ name: 'orders', ...described, attributes }),
    wait: histogram({ name: 'wait_milliseconds', unit: 'ms', ...described, boundaries: [5, 50] }),
    waitMs: histogram({
      name: 'wait_ms',
      unit: '{ms}',
      ...described,
      boundaries: [5, 50],
      deprecated: { replacedBy: 'wait', until: '2027-03-31' },
    }),
    depth: gauge({ name: 'depth', ...described }),
    size: gauge({ name: 'size', ...described, deprecated: { replacedBy: 'depth', until: '2027-03-31' } }),
  },
});

const LAST_DAY = Date.parse('2027-03-31T23:59:59Z');

beforeEach(() => {
  jest.useFakeTimers({ now: LAST_DAY });
});
afterEach(() => {
  jest.useRealTimers();
});

const read = (reading: Reading): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(
    reading
      .collect()
      .metrics.map(({ metric, points }) => [
        metric.name,
        Array.from(points, ({ value }) => (typeof value === 'number' ? value : [value.count, value.sum])),
      ]),
  );

it('has the values of its replacement, whichever of them is recorded', () => {
  const kept = store();
  const { orders, purchases, wait, waitMs } = bind(shop, kept);
  const [cumulative, delta] = [kept.reading(), kept.reading('delta')];
  orders.add(2, { country: 'CH' });
  purchases.add(3, { country: 'CH' });
  wait.record(7);
  waitMs.record(70);
  const everything = {
    shop_orders: [5],
    shop_purchases: [5],
    shop_wait_milliseconds: [[2, 77]],
    shop_wait_ms: [[2, 77]],
  };
  expect(read(cumulative)).toEqual(everything);
  expect(read(delta)).toEqual(everything);
  orders.with({ country: 'CH' }).add(1);
  expect(read(cumulative)).toMatchObject({ shop_orders: [6], shop_purchases: [6] });
  expect(read(delta)).toEqual({
    shop_orders: [1],
    shop_purchases: [1],
    shop_wait_milliseconds: [],
    shop_wait_ms: [],
  });
  expect(kept.value(shop.metrics.purchases)).toBe(6);
  expect(kept.points(shop.metrics.purchases)).toEqual(kept.points(shop.metrics.orders));
});

it('is not exported when its time is over, and can still be recorded', () => {
  const kept = store();
  const { orders, purchases } = bind(shop, kept);
  const reading = kept.reading();
  orders.add(1, { country: 'CH' });
  jest.setSystemTime(LAST_DAY + 1_000);
  purchases.add(1, { country: 'CH' });
  expect(read(reading)).toEqual({ shop_orders: [2] });
});

it('has what is observed of its replacement, and is not observed itself', () => {
  const kept = store();
  const stop = observe(kept, shop.metrics.depth, (result) => result.observe(4));
  expect(read(kept.reading())).toEqual({ shop_depth: [4], shop_size: [4] });
  expect(kept.value(shop.metrics.size)).toBe(4);
  stop();
  expect(() => observe(kept, shop.metrics.size, () => {})).toThrow(
    'observe(): shop_size is deprecated; observe depth of the same catalog, whose values it has',
  );
});

it('keeps its name from others on the same backend', () => {
  const kept = store();
  bind(shop, kept);
  const other = defineCatalog({
    scope: 'other',
    prefix: 'shop',
    metrics: { purchases: counter({ name: 'purchases', ...described }) },
  });
  expect(() => bind(other, kept)).toThrow('shop_purchases: shop_purchases, which is bound to this backend, writes');
});

it('costs a backend nothing: there is one metric to record', () => {
  const { orders, purchases } = bind(shop, noop());
  expect(purchases).toBe(orders);
});

describe('a catalog is refused', () => {
  const orders = counter({ name: 'orders', ...described, attributes });
  const define = (deprecation: Deprecation, spec: object = {}, others: Record<string, MetricSpec> = {}) => {
    const old = { ...counter({ name: 'purchases', ...described, attributes }), deprecated: deprecation, ...spec };
    return () => defineCatalog({ scope: 'shop', metrics: { old, orders, ...others } });
  };

  it.each([
    [
      define({ replacedBy: 'sales', until: '2027-03-31' }),
      'replaced by "sales", which is not another metric of the catalog; use one of "orders"',
    ],
    [define({ replacedBy: 'old', until: '2027-03-31' }), 'replaced by "old", which is not another metric'],
    [
      define({ replacedBy: 'orders', until: '2027-02-30' }),
      'until "2027-02-30" is not a day; write it as "2027-03-31"',
    ],
    [define({ replacedBy: 'orders', until: 'soon' }), 'until "soon" is not a day'],
    [
      define(deprecated, { kind: 'upDownCounter' }),
      'replaced by "orders", which has another kind, so that it cannot have its values; declare them alike, or record both',
    ],
    [define(deprecated, { unit: '{order}' }), 'replaced by "orders", which has another unit'],
    [
      define(deprecated, { attributes: { country: oneOf('CH') } }),
      'replaced by "orders", which has another set of attributes',
    ],
    [
      define(
        { replacedBy: 'next', until: '2027-03-31' },
        {},
        {
          next: counter({ name: 'next', ...described, attributes, deprecated }),
        },
      ),
      'replaced by "next", which is deprecated too; name the metric that is recorded',
    ],
  ])('whose deprecated metric cannot be served, %#', (attempt, message) => {
    expect(attempt).toThrow(`shop_purchases: ${message}`);
  });

  it('where a program without types says it in another way', () => {
    const options: any = { name: 'orders', ...described, deprecated: true };
    expect(() => counter(options)).toThrow(
      'counter() of "orders": deprecated: true is not an object; give { replacedBy, until }, such as',
    );
  });
});
