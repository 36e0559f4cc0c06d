import {
  type AttributeKinds,
  type Catalog,
  counter,
  defineCatalog,
  flag,
  gauge,
  histogram,
  integer,
  type MetricSpec,
  type Naming,
  oneOf,
  optional,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { lockedMetrics } from '../lock/locked-metric.js';
import { catalogDiff } from './catalog-diff.js';
import { EVERYWHERE } from './diff-paths.js';

const described = { description: 'What is counted.' };
const NOW = Date.parse('2027-01-01');

const lockOf = (catalog: Catalog) => lockedMetrics([catalog]);

function catalogOf(metrics: Readonly<Record<string, MetricSpec>>, options: object = {}): Catalog {
  return defineCatalog({ scope: 'shop', prefix: '', metrics, ...options });
}

function changes(before: Catalog, after: Catalog, now = NOW) {
  return catalogDiff(lockOf(before), lockOf(after), now).changes;
}

const between = (before: MetricSpec, after: MetricSpec, naming: Naming = 'suffix') =>
  changes(catalogOf({ metric: before }, { naming }), catalogOf({ metric: after }, { naming }));

const withAttributes = (attributes: AttributeKinds) => counter({ name: 'orders', ...described, attributes });

it('finds nothing where nothing has changed, in whatever order it is declared', () => {
  const orders = counter({ name: 'orders', ...described, attributes: { a: text(), b: oneOf('x', 'y') } });
  const again = counter({ name: 'orders', ...described, attributes: { b: oneOf('y', 'x'), a: text() } });
  const wait = histogram({ name: 'wait_seconds', unit: 's', ...described });
  expect(changes(catalogOf({ orders, wait }), catalogOf({ wait, orders: again }))).toEqual([]);
});

it('takes a metric that is added for nothing that breaks, and one that is removed for what does', () => {
  const [orders, wait] = [counter({ name: 'orders', ...described }), gauge({ name: 'depth', ...described })];
  expect(changes(catalogOf({ orders }), catalogOf({ wait }))).toEqual([
    { metric: 'depth', what: 'added', message: 'it is added, as a gauge', breaks: [] },
    { metric: 'orders_total', what: 'removed', message: 'it is removed', breaks: EVERYWHERE },
  ]);
});

it('lets a deprecated metric go when its time is over, and no sooner', () => {
  const deprecated = { replacedBy: 'orders', until: '2026-12-31' };
  const orders = counter({ name: 'orders', ...described });
  const purchases = counter({ name: 'purchases', ...described });
  const old = counter({ name: 'purchases', ...described, deprecated });
  expect(changes(catalogOf({ purchases }), catalogOf({ purchases: old, orders }))).toEqual([
    { metric: 'orders_total', what: 'added', message: 'it is added, as a counter', breaks: [] },
    {
      metric: 'purchases_total',
      what: 'deprecated',
      message: 'it is deprecated, and exported until 2026-12-31; "orders" replaces it',
      breaks: [],
    },
  ]);
  const gone = (now: string) => changes(catalogOf({ purchases: old, orders }), catalogOf({ orders }), Date.parse(now));
  expect(gone('2027-01-01')).toMatchObject([{ what: 'removed', breaks: [] }]);
  expect(gone('2026-12-31')).toMatchObject([{ what: 'removed', breaks: EVERYWHERE }]);
});

describe('a name breaks where the path gives another one', () => {
  it('everywhere', () => {
    const [before, after] = [counter({ name: 'orders', ...described }), counter({ name: 'sales', ...described })];
    expect(between(before, after)).toEqual([
      { metric: 'sales_total', what: 'name', message: 'orders is renamed to sales', breaks: EVERYWHERE },
    ]);
  });

  it('where suffixes are not added', () => {
    const [before, after] = [
      catalogOf({ orders: counter({ name: 'orders', ...described }) }),
      catalogOf({ orders: counter({ name: 'orders_total', ...described }) }, { naming: 'exact' }),
    ];
    expect(changes(before, after)).toMatchObject([{ what: 'name', breaks: ['mimir', 'victoriametrics'] }]);
  });

  it('where names are kept as they are', () => {
    const [before, after] = [
      gauge({ name: 'queue.depth', ...described }),
      gauge({ name: 'queue_depth', ...described }),
    ];
    expect(between(before, after, 'otel')).toMatchObject([{ what: 'name', breaks: ['victoriametrics'] }]);
  });

  it('by a unit that some paths write', () => {
    const [before, after] = [gauge({ name: 'wait', ...described }), gauge({ name: 'wait', unit: 's', ...described })];
    expect(between(before, after, 'otel')).toMatchObject([
      { what: 'unit', message: 'the unit "" is "s" now', breaks: ['scrape', 'collector', 'prometheus3'] },
    ]);
  });
});

it.each<[what: string, breaks: readonly string[], before: MetricSpec, after: MetricSpec, Naming?]>([
  [
    'unit',
    EVERYWHERE,
    gauge({ name: 'wait', unit: 's', ...described }),
    gauge({ name: 'wait', unit: 'ms', ...described }),
    'otel',
  ],
  [
    'unit',
    [],
    gauge({ name: 'open', unit: '{order}', ...described }),
    gauge({ name: 'open', unit: '{sale}', ...described }),
  ],
  [
    'unit',
    EVERYWHERE,
    gauge({ name: 'level', unit: '{V}', ...described }),
    gauge({ name: 'level', unit: '{A}', ...described }),
  ],
  ['unit', [], gauge({ name: 'open', ...described }), gauge({ name: 'open', unit: '{sale}', ...described })],
  ['kind', EVERYWHERE, counter({ name: 'open', ...described }), gauge({ name: 'open', ...described })],
  ['kind', [], upDownCounter({ name: 'open', ...described }), gauge({ name: 'open', ...described })],
  [
    'kind',
    ['scrape', 'collector', 'prometheus3'],
    upDownCounter({ name: 'load', unit: '1', ...described }),
    gauge({ name: 'load', unit: '1', ...described }),
    'otel',
  ],
  ['description', [], gauge({ name: 'open', ...described }), gauge({ name: 'open', description: 'Another.' })],
  ['attribute-added', EVERYWHERE, withAttributes({}), withAttributes({ a: text() })],
  ['attribute-added', [], withAttributes({}), withAttributes({ a: optional(text()) })],
  ['attribute-removed', EVERYWHERE, withAttributes({ a: text() }), withAttributes({})],
  ['attribute-closed', EVERYWHERE, withAttributes({ a: text() }), withAttributes({ a: oneOf('x') })],
  ['attribute-widened', [], withAttributes({ a: oneOf('x') }), withAttributes({ a: text() })],
  ['attribute-widened', [], withAttributes({ a: oneOf('x') }), withAttributes({ a: oneOf('x', 'y') })],
  ['attribute-narrowed', EVERYWHERE, withAttributes({ a: oneOf('x', 'y') }), withAttributes({ a: oneOf('x', 'z') })],
  ['attribute-narrowed', EVERYWHERE, withAttributes({ a: flag() }), withAttributes({ a: oneOf('true') })],
  ['attribute-optional', [], withAttributes({ a: integer() }), withAttributes({ a: optional(integer()) })],
  ['attribute-required', EVERYWHERE, withAttributes({ a: optional(text()) }), withAttributes({ a: text() })],
  [
    'boundaries',
    [],
    histogram({ name: 'wait', ...described, boundaries: [1, 2] }),
    histogram({ name: 'wait', ...described, boundaries: [1, 2, 3] }),
  ],
  [
    'boundaries',
    EVERYWHERE,
    histogram({ name: 'wait', ...described, boundaries: [1, 2] }),
    histogram({ name: 'wait', ...described, boundaries: [1, 3] }),
  ],
  [
    'buckets',
    EVERYWHERE,
    histogram({ name: 'wait', ...described }),
    histogram({ name: 'wait', ...described, buckets: 'exponential' }),
  ],
  [
    'aggregate',
    ['scrape'],
    gauge({ name: 'open', ...described }),
    gauge({ name: 'open', ...described, aggregate: 'sum' }),
  ],
])('%s breaks %j, %#', (...[what, breaks, before, after, naming]) => {
  expect(between(before, after, naming).map((change) => [change.what, change.breaks])).toEqual([[what, breaks]]);
});

it('a scope breaks where it is a label', () => {
  const orders = counter({ name: 'orders', ...described });
  expect(changes(catalogOf({ orders }), catalogOf({ orders }, { scope: 'store' }))).toEqual([
    {
      metric: 'orders_total',
      what: 'scope',
      message: 'the scope "shop" is "store" now',
      breaks: ['scrape', 'collector', 'js_exporter'],
    },
  ]);
});

it('counts the series of one process before and after, and names what multiplies them', () => {
  const wait = histogram({ name: 'wait', ...described, boundaries: [1, 2], attributes: { ok: flag() } });
  const narrow = catalogOf({ orders: counter({ name: 'orders', ...described }), wait });
  const wide = catalogOf({ orders: withAttributes({ a: oneOf('x', 'y', 'z'), b: text() }), wait });
  expect(catalogDiff(lockOf(narrow), lockOf(wide), NOW).series).toEqual({
    before: 1 + 2 * 5,
    after: 3 + 2 * 5,
    unbounded: { orders_total: ['b'] },
  });
});
