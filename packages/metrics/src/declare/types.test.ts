import type { Attributes } from '@opentelemetry/api';
import {
  bind,
  type Counter,
  counter,
  defineCatalog,
  flag,
  type Gauge,
  gauge,
  type Histogram,
  histogram,
  integer,
  type MetricSpec,
  noop,
  oneOf,
  optional,
  type Recorders,
  scoped,
  store,
  text,
  track,
  type UpDownCounter,
  upDownCounter,
} from '../index.js';

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

  it('refuses a recorder where one of fewer, other or no attributes is asked for', () => {
    // @ts-expect-error it wants all four
    const ofOne: Counter<{ country: string }> = orders;
    // @ts-expect-error it wants all four
    const ofNone: Counter = orders;
    // @ts-expect-error it takes web and app, and no other text
    const ofAnyText: Histogram<{ channel: string }> = wait;
    const ofWeb: Histogram<{ channel: 'web' }> = wait;
    const ofAll: Counter<typeof order> = orders;
    expect([ofOne, ofNone, ofAnyText, ofWeb, ofAll]).toHaveLength(5);
  });

  it('refuses one kind of recorder where another is asked for', () => {
    // @ts-expect-error a counter only goes up
    const goesDown: UpDownCounter = restarts;
    // @ts-expect-error and stays one when it is bound
    const boundGoesDown: UpDownCounter = orders.with(order);
    // @ts-expect-error what goes down is no counter
    const onlyUp: Counter = open;
    // @ts-expect-error a histogram takes no negative values
    const level: Gauge<{ channel: 'web' | 'app' }> = wait;
    expect([goesDown, boundGoesDown, onlyUp, level]).toHaveLength(4);
  });

  it('refuses to bind a metric without attributes to anything', () => {
    // @ts-expect-error nothing is declared
    restarts.with('text');
    // @ts-expect-error nothing is declared
    restarts.with(5);
    // @ts-expect-error nothing is declared
    restarts.with({ reason: 'crash' });
    // @ts-expect-error a text is no object of attributes
    visits.with('text');
    restarts.with({}).add(1);
    restarts.with().add(1);
    visits.with().add(1);
  });

  it('lets only that be called which every kind a metric may have can do', () => {
    const maybe = (first: boolean) =>
      defineCatalog({
        scope: 'maybe',
        metrics: {
          either: first
            ? counter({ name: 'either', description: 'Either.', attributes: { country: text() } })
            : gauge({ name: 'either', description: 'Either.', attributes: { country: text() } }),
          sum: first
            ? counter({ name: 'seen', description: 'Seen.' })
            : upDownCounter({ name: 'seen', description: 'Seen.' }),
        },
      });
    const { either, sum } = bind(maybe(true), noop());
    // @ts-expect-error it may be a gauge
    either.add(1, { country: 'NO' });
    // @ts-expect-error it may be a counter
    void either.record;
    // @ts-expect-error the bound one, too
    either.with({ country: 'NO' }).add(1);
    if ('add' in either) {
      either.add(1, { country: 'NO' });
      either.with({ country: 'NO' }).add(1);
      // @ts-expect-error what is narrowed down wants its attributes
      either.add(1);
    } else either.record(1, { country: 'NO' });
    sum.add(1);
    sum.with().add(1);
  });

  it('lets nothing be called of a metric made of data, before it was asked what it is', () => {
    const fromData: Readonly<Record<string, MetricSpec>> = { jobs: counter({ name: 'jobs', description: 'Jobs.' }) };
    const { jobs } = bind(defineCatalog({ scope: 'work', metrics: fromData }), noop());
    // @ts-expect-error there may be none of that name
    void jobs.definition;
    if (jobs === undefined) throw new Error('it is there');
    // @ts-expect-error it may be a gauge or a histogram
    jobs.add(1);
    // @ts-expect-error it may be a counter
    void jobs.record;
    if ('add' in jobs) {
      jobs.add(1);
      jobs.add(1, { country: 'NO' });
    }
    expect(jobs.definition.kind).toBe('counter');
  });

  it('knows a catalog’s recorders by its type, or by that of its specs', () => {
    const byCatalog: Recorders<typeof catalog> = bind(catalog, noop());
    byCatalog.orders.add(1, order);
    // @ts-expect-error nothing of that name is declared
    void byCatalog.oders;
    const specs = { jobs: counter({ name: 'jobs', description: 'Jobs.', attributes: { kind: text() } }) };
    const bySpecs: Recorders<typeof specs> = bind(defineCatalog({ scope: 'work', metrics: specs }), noop());
    bySpecs.jobs.add(1, { kind: 'a' });
    const takesRecorders = (recorders: Recorders<typeof catalog>): void => recorders.restarts.add(1);
    takesRecorders(bind(catalog, store()));
  });

  it('knows which histograms have exponential buckets, and gives those no boundaries', () => {
    const options = { name: 'size_bytes', unit: 'By', description: 'Sizes.' } as const;
    const sizes = defineCatalog({
      scope: 'files',
      metrics: {
        sent: histogram({ ...options, buckets: 'exponential' }),
        kept: histogram({ ...options, name: 'kept_bytes', boundaries: [1, 2] }),
      },
    });
    const kept = store();
    const recorders = bind(sizes, kept);
    recorders.sent.record(1);
    expect(kept.value(sizes.metrics.sent).positive.counts).toEqual([1]);
    expect(kept.value(recorders.sent.definition).scale).toBe(20);
    expect(kept.points(sizes.metrics.sent)[0]?.value.scale).toBe(20);
    expect(kept.value(sizes.metrics.kept).buckets).toEqual([0, 0, 0]);
    // @ts-expect-error exponential buckets are counted by index
    void kept.value(sizes.metrics.sent).buckets;
    // @ts-expect-error buckets by boundaries have no scale
    void kept.value(sizes.metrics.kept).scale;
    const both = () => histogram({ ...options, buckets: 'exponential', boundaries: undefined });
    expect(both().boundaries).toBeUndefined();
    // @ts-expect-error the values choose the buckets, or the boundaries do
    void (() => histogram({ ...options, buckets: 'exponential', boundaries: [1, 2] }));
    // @ts-expect-error there is one kind that is not by boundaries
    void (() => histogram({ ...options, buckets: 'linear' }));
    // @ts-expect-error counters have none
    void (() => counter({ ...options, buckets: 'exponential' }));
  });

  it('keeps a verb that is taken out of its recorder', () => {
    const { add, with: bound } = orders;
    add(1, order);
    bound(order).add(1);
    // @ts-expect-error all four are missing
    add(1);
  });
});

describe('of scoped attributes the compiler', () => {
  const { orders } = bind(
    defineCatalog({
      scope: 'tenancy',
      metrics: {
        orders: counter({
          name: 'orders',
          description: 'Orders.',
          attributes: { country: text(), tenant: scoped(text()), plan: scoped(oneOf('free', 'paid')) },
        }),
      },
    }),
    noop(),
  );

  it('takes them and their absence', () => {
    orders.add(1, { country: 'NO' });
    orders.add(1, { country: 'NO', tenant: 'acme', plan: 'free' });
    orders.with({ country: 'NO' }).add(1);
  });

  it('still wants the others, and values that fit', () => {
    // @ts-expect-error the country is no scoped one
    orders.add(1, { tenant: 'acme' });
    // @ts-expect-error there is no such plan
    orders.add(1, { country: 'NO', plan: 'gold' });
  });
});
