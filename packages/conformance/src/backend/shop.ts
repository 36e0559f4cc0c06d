import {
  type Catalog,
  counter,
  type Definition,
  defineCatalog,
  flag,
  gauge,
  histogram,
  integer,
  type MetricSpec,
  oneOf,
  optional,
  text,
  upDownCounter,
} from '@portcall/metrics';

export type ShopKey = 'visits' | 'orders' | 'refunds' | 'parcels' | 'hints' | 'queue' | 'stock' | 'packing';

const metrics: Readonly<Record<ShopKey, MetricSpec>> = {
  visits: counter({ name: 'visits', description: 'Visits of the shop.' }),
  orders: counter({
    name: 'orders',
    unit: '{order}',
    description: 'Orders placed.',
    attributes: { provider: text(), model: text() },
  }),
  refunds: counter({
    name: 'refunds',
    description: 'Refunds by what came of them.',
    attributes: { result: oneOf('ok', 'late'), partial: flag(), why: optional(oneOf('broken')) },
  }),
  parcels: counter({
    name: 'parcels',
    description: 'Parcels sent, by everything there is to know.',
    attributes: { carrier: text(), pieces: integer(), insured: flag(), size: oneOf('s', 'm'), note: optional(text()) },
  }),
  hints: counter({
    name: 'hints',
    description: 'Hints shown, by what may be unknown.',
    attributes: { place: optional(text()), rank: optional(integer()) },
  }),
  queue: upDownCounter({ name: 'queue', description: 'Orders waiting.', attributes: { lane: oneOf('fast', 'slow') } }),
  stock: gauge({ name: 'stock', description: 'Things in stock.', attributes: { item: text() } }),
  packing: histogram({
    name: 'packing_seconds',
    unit: 's',
    description: 'Time to pack an order.',
    attributes: { lane: oneOf('fast', 'slow'), by: text() },
    boundaries: [0.5, 1, 10],
  }),
};

/** A catalog with every kind of metric and attribute, made anew by each call, as two copies of a package make it. */
export function shopCatalog(): Catalog<Readonly<Record<ShopKey, MetricSpec>>> {
  return defineCatalog({ scope: 'shop', metrics });
}

export const shopDefinitions: Readonly<Record<ShopKey, Definition>> = shopCatalog().metrics;
