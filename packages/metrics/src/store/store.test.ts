import { onProblem } from '@portcall/core';
import {
  bind,
  counter,
  defineCatalog,
  flag,
  gauge,
  histogram,
  integer,
  OTHER,
  oneOf,
  optional,
  store,
  text,
  upDownCounter,
} from '../index.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({
      name: 'orders',
      description: 'Orders.',
      attributes: { country: text(), channel: oneOf('web', 'app') },
    }),
    done: counter({ name: 'done', description: 'Done.', attributes: { channel: oneOf('web', 'app') } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    stock: gauge({ name: 'stock', description: 'Stock.', attributes: { warehouse: text() } }),
    wait: histogram({
      name: 'wait',
      description: 'Wait.',
      boundaries: [1, 2],
      attributes: { channel: oneOf('web', 'app') },
    }),
  },
});
const { metrics } = catalog;

function filled() {
  const kept = store();
  const recorders = bind(catalog, kept);
  recorders.orders.add(1, { country: 'NO', channel: 'web' });
  recorders.orders.add(2, { country: 'NO', channel: 'app' });
  recorders.orders.add(4, { country: 'SE', channel: 'web' });
  recorders.open.add(3);
  recorders.open.add(-1);
  recorders.stock.record(7, { warehouse: 'north' });
  recorders.stock.record(5, { warehouse: 'north' });
  for (const value of [0, 1, 1.5, 9]) recorders.wait.record(value, { channel: 'web' });
  recorders.wait.record(2, { channel: 'app' });
  return { kept, recorders };
}

it('answers with the value of one series, of the matching ones, and of all', () => {
  const { kept } = filled();
  expect(kept.value(metrics.orders, { country: 'NO', channel: 'app' })).toBe(2);
  expect(kept.value(metrics.orders, { channel: 'web' })).toBe(5);
  expect(kept.value(metrics.orders)).toBe(7);
  expect(kept.value(metrics.orders, { country: 'DK' })).toBe(0);
  expect(kept.value(metrics.open)).toBe(2);
  expect(kept.value(metrics.stock, { warehouse: 'north' })).toBe(5);
});

it('merges histograms, whose boundaries are inclusive', () => {
  const { kept } = filled();
  expect(kept.value(metrics.wait, { channel: 'web' })).toEqual({
    count: 4,
    sum: 11.5,
    min: 0,
    max: 9,
    boundaries: [1, 2],
    buckets: [2, 1, 1],
  });
  expect(kept.value(metrics.wait)).toMatchObject({ count: 5, sum: 13.5, buckets: [2, 2, 1] });
});

it('lists the points of a metric', () => {
  expect(filled().kept.points(metrics.orders)).toEqual([
    { attributes: { country: 'NO', channel: 'web' }, value: 1 },
    { attributes: { country: 'NO', channel: 'app' }, value: 2 },
    { attributes: { country: 'SE', channel: 'web' }, value: 4 },
  ]);
});

it('gives a snapshot that later recordings do not change', () => {
  const { kept, recorders } = filled();
  const before = kept.snapshot();
  recorders.open.add(40);
  recorders.wait.record(1, { channel: 'web' });
  expect(before['shop_open']?.points).toEqual([{ attributes: {}, value: 2 }]);
  expect(before['shop_wait']?.points[0]?.value).toMatchObject({ count: 4 });
  expect(Object.keys(before)).toEqual(Object.values(metrics).map(({ name }) => name));
});

it('answers zero for a metric it has never seen', () => {
  expect(store().value(metrics.orders)).toBe(0);
  expect(store().value(metrics.wait)).toMatchObject({ count: 0, buckets: [0, 0, 0] });
  expect(store().points(metrics.orders)).toEqual([]);
});

it('forgets at a reset, while recorders go on working, bound ones too', () => {
  const { kept, recorders } = filled();
  const norwegian = recorders.orders.with({ country: 'NO', channel: 'web' });
  norwegian.add(1);
  kept.reset();
  expect(kept.points(metrics.orders)).toEqual([]);
  expect(kept.points(metrics.done)).toEqual([
    { attributes: { channel: 'web' }, value: 0 },
    { attributes: { channel: 'app' }, value: 0 },
  ]);
  norwegian.add(5);
  recorders.wait.record(1, { channel: 'web' });
  expect(kept.value(metrics.orders)).toBe(5);
  expect(kept.value(metrics.wait)).toMatchObject({ count: 1, sum: 1 });
});

it('gives a handle that was bound past the limit its own series after a reset', () => {
  using _ = onProblem(() => {});
  const kept = store({ seriesLimit: 1 });
  const { stock } = bind(catalog, kept);
  stock.record(1, { warehouse: 'north' });
  const south = stock.with({ warehouse: 'south' });
  south.record(2);
  kept.reset();
  south.record(3);
  expect(kept.points(metrics.stock)).toEqual([{ attributes: { warehouse: 'south' }, value: 3 }]);
});

it('makes no series by binding alone', () => {
  const kept = store();
  bind(catalog, kept).orders.with({ country: 'NO', channel: 'web' });
  expect(kept.points(metrics.orders)).toEqual([]);
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a series limit of %p', (seriesLimit) => {
  expect(() => store({ seriesLimit })).toThrow(/seriesLimit: .* is not a positive whole number/);
});

it('refuses options that nobody reads', () => {
  // @ts-expect-error it is `seriesLimit`
  expect(() => store({ limit: 10 })).toThrow(
    'store(): unknown option "limit"; use one of "seriesLimit", "sampledSpans"',
  );
});

describe('asked by attributes', () => {
  const asked = defineCatalog({
    scope: 'page',
    metrics: {
      visits: counter({
        name: 'visits',
        description: 'Visits.',
        attributes: { page: text(), referrer: optional(text()), rank: optional(integer()), bot: flag() },
      }),
      lanes: counter({ name: 'lanes', description: 'Lanes.', attributes: { lane: oneOf('fast', 'slow') } }),
      bare: counter({ name: 'bare', description: 'Bare.' }),
    },
  });
  const { visits, lanes, bare } = asked.metrics;

  it('finds what was recorded with the same attributes, spelled in whatever way', () => {
    const kept = store();
    const recorders = bind(asked, kept);
    recorders.visits.add(1, { page: '', referrer: '', rank: -0, bot: false });
    recorders.visits.add(2, { page: '/', bot: true });
    expect(kept.value(visits, { referrer: '' })).toBe(3);
    expect(kept.value(visits, { page: '' })).toBe(1);
    expect(kept.value(visits, { rank: -0 })).toBe(1);
    expect(kept.value(visits, { referrer: undefined as unknown as string, bot: true })).toBe(2);
  });

  it('finds what the series limit has masked', () => {
    using _ = onProblem(() => {});
    const kept = store({ seriesLimit: 1 });
    const recorders = bind(asked, kept);
    for (const page of ['a', 'b', 'c']) recorders.visits.add(1, { page, bot: true });
    recorders.lanes.add(1, { lane: 'fast' });
    recorders.lanes.add(1, { lane: 'slow' });
    expect(kept.value(visits, { page: OTHER })).toBe(2);
    expect(kept.value(lanes, { lane: OTHER })).toBe(1);
    const pages: readonly string[] = kept.points(visits).map(({ attributes }) => attributes.page);
    const seen: readonly ('fast' | 'slow' | '_other')[] = kept.points(lanes).map(({ attributes }) => attributes.lane);
    expect([pages, seen]).toEqual([
      ['a', OTHER],
      ['fast', OTHER],
    ]);
    // @ts-expect-error past the series limit it may be _other
    const closed: readonly ('fast' | 'slow')[] = seen;
    expect(closed).toBe(seen);
  });

  it.each([
    [
      'a key that is not declared',
      visits,
      { pgae: '/' },
      'attribute "pgae" is not declared; use any of "page", "referrer",',
    ],
    ['what every object inherits', visits, { toString: '/' }, 'attribute "toString" is not declared'],
    ['a key where none is declared', bare, { page: '/' }, 'is not declared; give no attributes, as it has none'],
    [
      'a value outside a closed set',
      lanes,
      { lane: 'sideways' },
      'attribute lane must be one of "fast", "slow", not "side',
    ],
    ['a number for a text', visits, { page: 7 }, 'attribute page must be a string, not 7'],
    ['a text that is too long', visits, { page: 'é'.repeat(1_025) }, 'attribute page must have at most 2048 bytes'],
    ['undefined for a required attribute', visits, { page: undefined }, 'attribute page is never absent'],
    ['no object', visits, 'page', '"page" is not an object'],
    ['null', visits, null, 'null is not an object'],
  ])('refuses %s, which no series can match', (_, metric, attributes, says) => {
    expect(() => store().value(metric, attributes as never)).toThrow(says);
    expect(() => store().value(metric, attributes as never)).toThrow(/^page_\w+: no series can match, because/);
  });
});

it('says of a metric whether its series limit has been passed, until it is reset', () => {
  using _ = onProblem(() => {});
  const kept = store({ seriesLimit: 1 });
  const { stock } = bind(catalog, kept);
  stock.record(1, { warehouse: OTHER });
  expect(kept.snapshot()['shop_stock']?.isPastLimit).toBe(false);
  stock.record(1, { warehouse: 'south' });
  expect(kept.snapshot()['shop_stock']?.isPastLimit).toBe(true);
  kept.reset();
  expect(kept.snapshot()['shop_stock']?.isPastLimit).toBe(false);
});
