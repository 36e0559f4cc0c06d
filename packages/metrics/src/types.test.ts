import type { Attributes } from '@opentelemetry/api';
import {
  bind,
  type Counter,
  counter,
  defineCatalog,
  flag,
  gauge,
  type Histogram,
  histogram,
  integer,
  noop,
  oneOf,
  optional,
  store,
  text,
  track,
  upDownCounter,
} from './index.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({
      name: 'orders',
      description: 'Orders placed.',
      attributes: { country: text(), channel: oneOf('web', 'app'), items: integer(), gift: flag() },
    }),
    visits: counter({ name: 'visits', description: 'Visits.', attributes: { referrer: optional(text()) } }),
    restarts: counter({ name: 'restarts', description: 'Restarts.' }),
    open: upDownCounter({ name: 'open_carts', description: 'Carts open now.' }),
    stock: gauge({ name: 'stock', description: 'Pieces in stock.', attributes: { warehouse: text() } }),
    wait: histogram({
      name: 'wait_seconds',
      unit: 's',
      description: 'Wait.',
      attributes: { channel: oneOf('web', 'app') },
    }),
  },
});

/** Every mistake below is a compile error; run on a backend that does nothing. */
describe('the compiler', () => {
  const { orders, visits, restarts, open, stock, wait } = bind(catalog, noop());
  const order = { country: 'NO', channel: 'web', items: 2, gift: false } as const;

  it('takes what is declared', () => {
    orders.add(1, order);
    orders.with(order).add(1);
    visits.add(1);
    visits.add(1, {});
    visits.add(1, { referrer: 'a' });
    visits.add(1, { referrer: undefined });
    restarts.add(1);
    open.add(-1);
    stock.record(3, { warehouse: 'north' });
    wait.record(0.2, { channel: 'app' });
  });

  it('refuses a wrong attribute name', () => {
    // @ts-expect-error the attribute is called country
    orders.add(1, { contry: 'NO', channel: 'web', items: 2, gift: false });
    // @ts-expect-error nothing of that name is declared
    restarts.add(1, { reason: 'crash' });
    // @ts-expect-error nothing of that name is declared
    orders.add(1, { ...order, colour: 'red' });
    // @ts-expect-error nothing of that name is declared
    visits.with({ referer: 'a' });
  });

  it('refuses a wrong value', () => {
    // @ts-expect-error fax is not in the closed set
    orders.add(1, { ...order, channel: 'fax' });
    // @ts-expect-error an integer is a number
    orders.add(1, { ...order, items: '2' });
    // @ts-expect-error a flag is true or false
    orders.add(1, { ...order, gift: 'no' });
    // @ts-expect-error a text is a string
    stock.record(1, { warehouse: 7 });
    // @ts-expect-error fax is not in the closed set
    wait.with({ channel: 'fax' });
    // @ts-expect-error a value is a number
    restarts.add('1');
  });

  it('refuses a missing attribute', () => {
    // @ts-expect-error all four are missing
    orders.add(1);
    // @ts-expect-error gift is missing
    orders.add(1, { country: 'NO', channel: 'web', items: 2 });
    // @ts-expect-error warehouse is missing
    stock.with({});
    // @ts-expect-error an attribute that is not optional is not undefined
    stock.record(1, { warehouse: undefined });
  });

  it('refuses the other kind’s verb', () => {
    // @ts-expect-error counters add
    void orders.record;
    // @ts-expect-error histograms record
    void wait.add;
    // @ts-expect-error bound counters add
    void orders.with(order).record;
    // @ts-expect-error a bound recorder has its attributes
    orders.with(order).add(1, order);
  });

  it('refuses to track what cannot go down', () => {
    // @ts-expect-error a counter only goes up
    track(restarts);
    track(open)[Symbol.dispose]();
  });

  it('knows what a store holds', () => {
    const kept = store();
    const count: number = kept.value(catalog.metrics.orders, { country: 'NO' });
    const buckets: readonly number[] = kept.value(catalog.metrics.wait).buckets;
    expect([count, buckets.length > 0]).toEqual([0, true]);
    // @ts-expect-error nothing of that name is declared
    expect(() => kept.value(catalog.metrics.orders, { contry: 'NO' })).toThrow('"contry" is not declared');
    // @ts-expect-error nothing is declared
    expect(() => kept.value(catalog.metrics.restarts, { reason: 'crash' })).toThrow('"reason" is not declared');
    // @ts-expect-error a counter holds a number
    const wrong: { sum: number } = kept.value(catalog.metrics.orders);
    expect(wrong).toBe(0);
  });

  it('takes a plain OpenTelemetry instrument where a recorder is asked for', () => {
    const otelCounter = { add(_value: number, _attributes?: Attributes): void {} };
    const otelHistogram = { record(_value: number, _attributes?: Attributes): void {} };
    const asCounter: Counter<{ country: string }> = otelCounter;
    const asHistogram: Histogram = otelHistogram;
    asCounter.add(1, { country: 'NO' });
    asHistogram.record(1);
  });
});
