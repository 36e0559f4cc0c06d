import fc from 'fast-check';
import {
  counter,
  defineCatalog,
  gauge,
  histogram,
  integer,
  type MetricSpec,
  oneOf,
  optional,
  prometheusName,
  subset,
  sum,
  text,
  upDownCounter,
} from './index.js';

const described = { description: 'What is counted.' };

function define(metric: MetricSpec, options: { naming?: 'suffix' | 'exact' } = {}) {
  return defineCatalog({ scope: 'app', prefix: '', metrics: { metric }, ...options });
}

describe('a catalog', () => {
  const catalog = defineCatalog({
    scope: 'shop',
    version: '1.2.0',
    metrics: {
      orders: counter({ name: 'orders', ...described, attributes: { country: text() } }),
      wait: histogram({ name: 'wait_seconds', unit: 's', ...described }),
    },
  });

  it('names its metrics after its scope', () => {
    expect(catalog.metrics.orders).toMatchObject({ name: 'shop_orders', scope: 'shop', scopeVersion: '1.2.0' });
  });

  it('takes another prefix, or none', () => {
    const orders = counter({ name: 'orders', ...described });
    expect(defineCatalog({ scope: 'shop', prefix: 'eu_shop', metrics: { orders } }).metrics.orders.name).toBe(
      'eu_shop_orders',
    );
    expect(defineCatalog({ scope: '@acme/shop', prefix: '', metrics: { orders } }).metrics.orders.name).toBe('orders');
  });

  it('is frozen through and through', () => {
    expect(Object.isFrozen(catalog)).toBe(true);
    expect(Object.isFrozen(catalog.metrics)).toBe(true);
    expect(Object.isFrozen(catalog.metrics.orders.attributes)).toBe(true);
    expect(Object.isFrozen(catalog.metrics.wait.boundaries)).toBe(true);
  });

  it.each([
    ['s', 'wait_seconds', 10],
    ['{ms}', 'wait_ms', 300_000],
    ['By', 'size_bytes', 2 ** 30],
    ['{token}', 'used', 4 ** 13],
    ['{image}', 'images', 10_000],
  ])('takes boundaries that fit the unit %s', (unit, name, last) => {
    expect(define(histogram({ name, unit, ...described })).metrics.metric.boundaries?.at(-1)).toBe(last);
  });
});

describe('a catalog is refused, with metric, rule and fix', () => {
  it.each<[string, MetricSpec, RegExp]>([
    [
      '_total on a counter',
      counter({ name: 'orders_total', ...described }),
      /^orders_total: exporters add _total to counters; write orders\.$/,
    ],
    [
      'total inside a counter',
      counter({ name: 'total_orders', ...described }),
      /translators move the word total.*write orders/,
    ],
    [
      'a counter ending in the letters total',
      counter({ name: 'cart_subtotal', ...described }),
      /cuts the letters total/,
    ],
    ['_total on a gauge', gauge({ name: 'queue_total', ...described }), /_total marks a counter.*write queue/],
    ['a name in camelCase', counter({ name: 'ordersPlaced', ...described }), /snake_case; write orders_placed/],
    [
      'a name with dots and dashes',
      counter({ name: 'Delivery-Time.x', ...described }),
      /snake_case; write delivery_time_x/,
    ],
    ['a name with a double underscore', counter({ name: 'a__b', ...described }), /snake_case; write a_b/],
    ['an empty name', counter({ name: '', ...described }), /snake_case/],
    ['a name of 256 characters', counter({ name: 'a'.repeat(256), ...described }), /at most 255 characters/],
    [
      'a generated sample’s name',
      gauge({ name: 'orders_count', ...described }),
      /_count are taken by generated samples; write orders/,
    ],
    ['target_info', gauge({ name: 'target_info', ...described }), /exporters write target_info/],
    [
      'a unit the name lacks',
      histogram({ name: 'wait', unit: 's', ...described }),
      /lacks its unit s.*write wait_seconds/,
    ],
    [
      'a unit abbreviated in the name',
      histogram({ name: 'wait_ms', unit: 'ms', ...described }),
      /write wait_milliseconds.*declare unit \{ms\}/,
    ],
    [
      'a unit that contradicts the name',
      histogram({ name: 'wait_seconds', unit: 'ms', ...described }),
      /name says seconds and the unit says ms/,
    ],
    [
      'a unit word that is not last',
      gauge({ name: 'seconds_left', unit: 's', ...described }),
      /stands last.*write left_seconds/,
    ],
    [
      'a unit word without a unit',
      gauge({ name: 'wait_seconds', ...described }),
      /no unit is declared; declare unit s/,
    ],
    [
      'an abbreviation without a unit',
      gauge({ name: 'wait_ms', ...described }),
      /no unit is declared; declare unit \{ms\}/,
    ],
    [
      'an abbreviation with another annotation',
      gauge({ name: 'wait_ms', unit: '{request}', ...described }),
      /the unit says \{request\}/,
    ],
    ['a rate', gauge({ name: 'sent_bytes_per_second', unit: 'By/s', ...described }), /rates cannot be named alike/],
    ['a unit nobody knows', gauge({ name: 'temperature', unit: '°F', ...described }), /annotate it as \{°F\}/],
    [
      'a unit on which translators disagree',
      gauge({ name: 'size_kilobytes', unit: 'KBy', ...described }),
      /translators disagree on the unit KBy/,
    ],
    ['a gauge in 1 without _ratio', gauge({ name: 'load', unit: '1', ...described }), /write load_ratio/],
    ['no description', counter({ name: 'orders', description: ' ' }), /without a description/],
    [
      'a reserved attribute',
      counter({ name: 'orders', ...described, attributes: { job: text() } }),
      /attribute job is reserved/,
    ],
    [
      'otel_scope_name',
      counter({ name: 'orders', ...described, attributes: { otel_scope_name: text() } }),
      /is reserved/,
    ],
    ['a dunder attribute', counter({ name: 'orders', ...described, attributes: { __name__: text() } }), /is reserved/],
    ['constructor', counter({ name: 'orders', ...described, attributes: { constructor: text() } }), /is reserved/],
    [
      'le on a histogram',
      histogram({ name: 'wait', ...described, attributes: { le: text() } }),
      /histogram's own label/,
    ],
    [
      'colliding attributes',
      counter({ name: 'orders', ...described, attributes: { 'a.b': text(), a_b: text() } }),
      /a\.b and a_b become the same label a_b/,
    ],
    [
      'an attribute that is not snake_case',
      counter({ name: 'orders', ...described, attributes: { httpMethod: text() } }),
      /write http_method for httpMethod/,
    ],
    [
      'an attribute with a leading digit',
      counter({ name: 'orders', ...described, attributes: { '1st': text() } }),
      /snake_case/,
    ],
    ['an empty attribute', counter({ name: 'orders', ...described, attributes: { '': text() } }), /key is empty/],
    [
      'an attribute of no kind',
      counter({ name: 'orders', ...described, attributes: { a: undefined as never } }),
      /has no kind/,
    ],
    [
      'a closed set with nothing in it',
      counter({ name: 'orders', ...described, attributes: { a: oneOf(...([] as unknown as ['x'])) } }),
      /one of nothing/,
    ],
    ['a value twice', counter({ name: 'orders', ...described, attributes: { a: oneOf('x', 'x') } }), /a value twice/],
    [
      'the value _other',
      counter({ name: 'orders', ...described, attributes: { a: oneOf('_other') } }),
      /past the series limit/,
    ],
    ['an empty value', counter({ name: 'orders', ...described, attributes: { a: oneOf('', 'x') } }), /means absent/],
    ['boundaries that do not ascend', histogram({ name: 'wait', ...described, boundaries: [1, 3, 2] }), /2 follows 3/],
    ['boundaries with a duplicate', histogram({ name: 'wait', ...described, boundaries: [1, 1] }), /1 follows 1/],
    [
      'boundaries that are not finite',
      histogram({ name: 'wait', ...described, boundaries: [1, Number.POSITIVE_INFINITY] }),
      /finite/,
    ],
    [
      'boundaries on a counter',
      { ...counter({ name: 'orders', ...described }), boundaries: [1] },
      /belong to histograms/,
    ],
  ])('for %s', (_, metric, message) => {
    expect(() => define(metric)).toThrow(message);
  });

  it('for two metrics of one name', () => {
    const metrics = { a: counter({ name: 'orders', ...described }), b: counter({ name: 'orders', ...described }) };
    expect(() => defineCatalog({ scope: 'app', metrics })).toThrow(
      /app_orders writes the Prometheus name app_orders_total too/,
    );
  });

  it('for a metric that stands in another one’s samples', () => {
    const metrics = {
      wait: histogram({ name: 'wait', ...described }),
      sum: upDownCounter({ name: 'wait_bucket', ...described }),
    };
    expect(() => defineCatalog({ scope: 'app', metrics })).toThrow(/_bucket/);
  });

  it('for a relation over a metric that is not there', () => {
    const metrics = { started: counter({ name: 'started', ...described }) };
    // @ts-expect-error the catalog has no metric `ended`
    expect(() => defineCatalog({ scope: 'app', metrics, relations: [subset('ended', 'started')] })).toThrow(
      /app: the relation ended ⊆ started speaks of ended, which is not in the catalog \(started\)/,
    );
    const relation = sum('started', [], { onceZero: 'active' });
    // @ts-expect-error the catalog has no metric `active`
    const define = () => defineCatalog({ scope: 'app', metrics, relations: [relation] });
    expect(define).toThrow(/speaks of active/);
  });

  it('for a scope that cannot be a prefix', () => {
    expect(() => defineCatalog({ scope: '@acme/shop', metrics: {} })).toThrow(/prefix: 'acme_shop', or prefix: ''/);
    expect(() => defineCatalog({ scope: '', metrics: {} })).toThrow(/needs a scope/);
  });

  it.each<[() => unknown, string]>([
    // @ts-expect-error it is `relations`
    [() => defineCatalog({ scope: 'app', metrics: {}, relation: [] }), 'defineCatalog(): unknown option "relation"'],
    // @ts-expect-error it is `description`
    [() => counter({ name: 'orders', descripton: 'Orders.' }), 'counter() of "orders": unknown option "descripton"'],
    // @ts-expect-error only histograms have buckets
    [() => gauge({ name: 'size', ...described, boundaries: [1] }), 'gauge() of "size": unknown option "boundaries"'],
  ])('for options that nobody reads, %#', (define, message) => {
    expect(define).toThrow(message);
  });
});

describe('an exact catalog', () => {
  it('wants counters to spell _total', () => {
    expect(() => define(counter({ name: 'orders', ...described }), { naming: 'exact' })).toThrow(/write orders_total/);
    expect(define(counter({ name: 'orders_total', ...described }), { naming: 'exact' }).metrics.metric.name).toBe(
      'orders_total',
    );
  });
});

describe('whatever a catalog accepts', () => {
  const kinds = { counter, upDownCounter, gauge, histogram };
  const word = fc.constantFrom(
    'orders',
    'total',
    'seconds',
    'ratio',
    'bytes',
    'ms',
    'per',
    'second',
    'subtotal',
    'a1',
    'count',
    'percent',
  );
  const instrument = fc.record({
    kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
    name: fc.oneof(
      fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('_')),
      fc.string({ maxLength: 8 }),
    ),
    unit: fc.constantFrom('', '1', 's', 'ms', 'By', '{ms}', '{order}', '%', 'By/s', 'm', '{}', 'h', 'x y'),
    naming: fc.constantFrom('suffix' as const, 'exact' as const),
  });

  it('has one Prometheus name on every path of its class', () => {
    let accepted = 0;
    fc.assert(
      fc.property(instrument, ({ kind, name, unit, naming }) => {
        let definition: { name: string; unit: string; kind: keyof typeof kinds };
        try {
          definition = define(kinds[kind]({ name, unit, ...described }), { naming }).metrics.metric;
        } catch {
          return;
        }
        accepted += 1;
        const suffixing = ['endpoint', 'underscore_suffixes', 'utf8_suffixes'] as const;
        const paths = naming === 'exact' ? ([...suffixing, 'underscore', 'untranslated'] as const) : suffixing;
        expect(new Set(paths.map((path) => prometheusName(definition, path))).size).toBe(1);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});

it('accepts every kind of attribute', () => {
  const attributes = { a: text(), b: oneOf('x', 'y'), c: integer(), d: optional(oneOf('z')) };
  expect(define(counter({ name: 'orders', ...described, attributes })).metrics.metric.attributes).toEqual(attributes);
});
