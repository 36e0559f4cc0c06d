import {
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
  prometheusName,
  text,
} from '@portcall/metrics';
import { type LintOptions, lintCatalogs } from './lint.js';
import { PROFILES, type Profile } from './profile.js';
import { seriesCount } from './series-count.js';

const described = { description: 'What is counted.' };

const catalogOf = (metric: MetricSpec, naming: Naming = 'suffix', scope = 'app'): Catalog =>
  defineCatalog({ scope, prefix: '', naming, metrics: { metric } });

const idsOf = (catalogs: Catalog | readonly Catalog[], options: LintOptions = {}): readonly string[] =>
  lintCatalogs('scope' in catalogs ? [catalogs] : catalogs, options).flatMap(({ findings }) =>
    findings.filter(({ level }) => level !== 'info').map(({ id }) => id),
  );

const findingOf = (metric: MetricSpec, options: LintOptions = {}) =>
  lintCatalogs([catalogOf(metric)], options)[0]!.findings[0];

it('finds nothing in a catalog on the profile of its own naming', () => {
  const orders = counter({ name: 'orders', ...described, attributes: { paid: flag() } });
  const wait = histogram({ name: 'wait_seconds', unit: 's', ...described, boundaries: [0.1, 0.5] });
  const catalog = defineCatalog({ scope: 'shop', metrics: { orders, wait } });
  for (const profile of [undefined, 'suffix', 'prometheus3', 'collector'] as const) {
    expect(lintCatalogs([catalog], { profile })).toEqual([{ catalog, findings: [] }]);
  }
});

it('holds a catalog to the naming that is asked for, in the words of defineCatalog() and with its fixes', () => {
  expect(findingOf(counter({ name: 'orders', ...described }), { profile: 'exact' })).toEqual({
    id: 'counter-total-missing',
    level: 'error',
    scope: 'app',
    metric: 'orders',
    message: 'counters of an exact catalog end in _total; write name: "orders_total"',
    fix: { name: 'orders_total' },
    renamedTo: 'orders_total',
  });
  const dotted = catalogOf(
    histogram({ name: 'http.wait', unit: 's', ...described, attributes: { 'http.route': text() } }),
    'otel',
  );
  expect(idsOf(dotted)).toEqual([]);
  expect(idsOf(dotted, { profile: 'suffix' })).toEqual(['label-charset', 'name-charset']);
});

it.each<[id: string, MetricSpec, LintOptions]>([
  ['unit-non-base', histogram({ name: 'wait_milliseconds', unit: 'ms', ...described }), {}],
  ['unit-non-base', gauge({ name: 'size_megabytes', unit: 'MBy', ...described }), {}],
  [
    'boundaries-unit',
    histogram({ name: 'wait_seconds', unit: 's', ...described, boundaries: [0, 5, 10, 25, 5_000] }),
    {},
  ],
  ['boundaries-unit', histogram({ name: 'wait_seconds', unit: 's', ...described, boundaries: [1e6, 2e6] }), {}],
  ['boundaries-unit', histogram({ name: 'wait_ms', unit: '{ms}', ...described, boundaries: [0.1, 0.5, 10] }), {}],
  ['boundaries-unit', histogram({ name: 'size_bytes', unit: 'By', ...described, boundaries: [1, 10] }), {}],
  ['boundaries-unit', histogram({ name: 'load', unit: '1', ...described, boundaries: [10, 50, 100] }), {}],
  ['boundaries-unit', histogram({ name: 'load_percent', unit: '%', ...described, boundaries: [0.5, 1] }), {}],
  ['path-config', counter({ name: 'orders', ...described }), { profile: 'mimir' }],
  ['path-config', counter({ name: 'orders', ...described }), { profile: 'victoriametrics' }],
  [
    'series-budget',
    counter({ name: 'orders', ...described, attributes: { a: flag(), b: oneOf('x', 'y') } }),
    { maxSeries: 3 },
  ],
])('finds %s, %#', (id, metric, options) => {
  expect(idsOf(catalogOf(metric), options)).toEqual([id]);
});

it.each([
  histogram({ name: 'job_seconds', unit: 's', ...described, boundaries: [10, 60, 300, 3_600, 5_000] }),
  histogram({ name: 'wait_ms', unit: '{ms}', ...described }),
  histogram({ name: 'size_bytes', unit: 'By', ...described }),
  histogram({ name: 'images', unit: '{image}', ...described, boundaries: [1, 2] }),
  histogram({ name: 'load', unit: '1', ...described }),
  gauge({ name: 'load_ratio', unit: '1', ...described }),
  counter({ name: 'orders', ...described, attributes: { a: flag(), b: optional(oneOf('x')) } }),
])('finds no fault where there is none, %#', (metric) => {
  expect(idsOf(catalogOf(metric), { maxSeries: 4 })).toEqual([]);
});

it('says what a back end makes of names and labels by default', () => {
  const orders = counter({ name: 'orders', ...described });
  expect(findingOf(orders, { profile: 'mimir' })).toMatchObject({
    level: 'warn',
    message:
      'it is orders_total at the endpoint of this process and orders in Mimir through OTLP by default; start it with -distributor.otel-metric-suffixes-enabled=true',
  });
  const dotted = catalogOf(gauge({ name: 'queue', ...described, attributes: { 'queue.name': oneOf('a') } }), 'otel');
  expect(lintCatalogs([dotted], { profile: 'victoriametrics' })[0]!.findings.map(({ message }) => message)).toEqual([
    'its label queue_name at the endpoint of this process and queue.name in VictoriaMetrics through OTLP by default; start it with -opentelemetry.usePrometheusNaming',
  ]);
});

it('notes boundaries that are labels of two kinds, and attributes without a bound', () => {
  const metric = histogram({
    name: 'wait_seconds',
    unit: 's',
    ...described,
    boundaries: [0.5, 1, 2.5, 5],
    attributes: { route: text(), code: integer(), ok: flag() },
  });
  const { findings } = lintCatalogs([catalogOf(metric)])[0]!;
  expect(findings.map(({ id, level, message }) => [id, level, message])).toEqual([
    [
      'series-unbounded',
      'info',
      'any value may come for "route", "code", and each combination of them comes 2 times; past 2000 series it is recorded as _other; use oneOf(…) where the values are known',
    ],
    [
      'le-integer',
      'info',
      'boundary 1 is le="1.0" where Prometheus 3 scrapes and le="1" through OTLP, and 1 more differ; match both in queries, as le=~"1(\\\\.0)?", or use fractions as boundaries',
    ],
  ]);
});

describe('between catalogs', () => {
  const shop = catalogOf(counter({ name: 'orders', ...described }), 'suffix', 'shop');

  it('finds two metrics that write one name, on any path', () => {
    const gauges = catalogOf(gauge({ name: 'orders', ...described }), 'suffix', 'stock');
    expect(idsOf([shop, gauges])).toEqual([]);
    expect(idsOf([catalogOf(counter({ name: 'orders_total', ...described }), 'exact'), shop])).toEqual([
      'family-collision',
    ]);
    const exactGauges = catalogOf(gauge({ name: 'orders', ...described }), 'exact', 'stock');
    expect(idsOf([shop, exactGauges])).toEqual(['type-conflict-across-scopes']);
    const waits = catalogOf(histogram({ name: 'wait', ...described, boundaries: [0.5] }), 'otel', 'one');
    const counts = catalogOf(gauge({ name: 'wait.count', ...described }), 'otel', 'other');
    expect(lintCatalogs([waits, counts])[1]!.findings[0]).toMatchObject({
      id: 'family-collision',
      metric: 'wait.count',
      message:
        'wait writes the Prometheus name wait_count too, of the catalog one; rename one of them, or give its catalog another prefix',
    });
  });

  it('finds one name of two kinds', () => {
    const other = catalogOf(gauge({ name: 'queue', ...described }), 'suffix', 'other');
    const mine = catalogOf(histogram({ name: 'queue', ...described, boundaries: [0.5] }), 'suffix', 'mine');
    expect(idsOf([other, mine])).toEqual(['type-conflict-across-scopes']);
  });

  it('takes a catalog that is built twice for one', () => {
    const again = catalogOf(counter({ name: 'orders', ...described }), 'suffix', 'shop');
    expect(idsOf([shop, again])).toEqual([]);
  });
});

it('multiplies closed sets out, and names open ones', () => {
  const attributes = { a: oneOf('x', 'y'), b: optional(flag()), c: text(), d: integer() };
  expect(seriesCount({ attributes })).toEqual({ closed: 6, unbounded: ['c', 'd'] });
  expect(seriesCount({ attributes: {} })).toEqual({ closed: 1, unbounded: [] });
});

it('foretells of each back end what it does by default', () => {
  const orders = { kind: 'counter', name: 'orders', unit: '' } as const;
  const warned = PROFILES.filter((profile: Profile) =>
    idsOf(catalogOf(counter({ name: 'orders', ...described })), { profile }).includes('path-config'),
  );
  expect(warned).toEqual(['mimir', 'victoriametrics']);
  expect(prometheusName(orders, 'underscore')).toBe('orders');
});

it('notes a deprecated metric until its time is over, and takes it for an error then', () => {
  const until = '2027-03-31';
  const lastDay = Date.parse('2027-03-31T23:59:59.500Z');
  const shop = defineCatalog({
    scope: 'shop',
    metrics: {
      orders: counter({ name: 'orders', description: 'Orders.' }),
      purchases: counter({ name: 'purchases', description: 'Orders.', deprecated: { replacedBy: 'orders', until } }),
      depth: gauge({ name: 'depth', description: 'Depth.' }),
      size: gauge({ name: 'size', description: 'Depth.', deprecated: { replacedBy: 'depth', until } }),
    },
  });
  const at = (now: number) =>
    lintCatalogs([shop], { now })[0]!.findings.filter(
      ({ metric }) => metric === 'shop_purchases' || metric === 'shop_size',
    );
  expect(at(lastDay).filter(({ id }) => id.startsWith('deprecated'))).toMatchObject([
    {
      id: 'deprecated',
      level: 'info',
      metric: 'shop_purchases',
      message:
        'deprecated, and exported with the values of "orders" until 2027-03-31; move dashboards and alerts to that, and drop the old name then',
    },
    { id: 'deprecated', metric: 'shop_size' },
  ]);
  expect(at(lastDay + 1_000).filter(({ id }) => id.startsWith('deprecated'))).toMatchObject([
    {
      id: 'deprecated-overdue',
      level: 'error',
      message:
        'deprecated, and not exported any more since 2027-03-31; drop it from the catalog; "orders" has its values',
    },
    { id: 'deprecated-overdue' },
  ]);
});
