import fc from 'fast-check';
import {
  bind,
  counter,
  DefinitionError,
  defineCatalog,
  fanOut,
  gauge,
  histogram,
  integer,
  type MetricSpec,
  type Naming,
  noop,
  oneOf,
  optional,
  prometheusName,
  subset,
  sum,
  text,
  upDownCounter,
} from '../index.js';

const described = { description: 'What is counted.' };

function define(metric: MetricSpec, options: { naming?: Naming } = {}) {
  return defineCatalog({ scope: 'app', prefix: '', metrics: { metric }, ...options });
}

function refusal(make: () => unknown): DefinitionError {
  try {
    make();
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('it was accepted');
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

  it('says how it was named', () => {
    expect(catalog).toMatchObject({ naming: 'suffix', prefix: 'shop' });
    expect(defineCatalog({ scope: 'app', naming: 'otel', metrics: {} })).toMatchObject({ naming: 'otel', prefix: '' });
    expect(defineCatalog({ scope: 'app', naming: 'exact', prefix: 'eu', metrics: {} })).toMatchObject({
      naming: 'exact',
      prefix: 'eu',
    });
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
    ['{sec}', 'wait_sec', 10],
    ['By/{request}', 'size_bytes', 2 ** 30],
    ['1/{request}', 'attempts', 10_000],
  ])('takes boundaries that fit the unit %s', (unit, name, last) => {
    expect(define(histogram({ name, unit, ...described })).metrics.metric.boundaries?.at(-1)).toBe(last);
  });
});

describe('a catalog is refused, with metric, rule and fix', () => {
  it.each<[string, () => MetricSpec, string]>([
    [
      '_total on a counter',
      () => counter({ name: 'orders_total', ...described }),
      'orders_total: exporters add _total to counters; write name: "orders"',
    ],
    [
      'total inside a counter',
      () => counter({ name: 'total_orders', ...described }),
      'total_orders: translators move the word total to the end of counters; write name: "orders"',
    ],
    [
      'a counter ending in the letters total',
      () => counter({ name: 'cart_subtotal', ...described }),
      'cart_subtotal: a translator cuts the letters total from the end of counters; write name: "cart_subtotals"',
    ],
    [
      'a counter of nothing but total',
      () => counter({ name: 'total', ...described }),
      'total: exporters add _total to counters; choose a name without the word total',
    ],
    [
      '_total on a gauge',
      () => gauge({ name: 'queue_total', ...described }),
      'queue_total: names of counters end in _total and the kind is gauge; write name: "queue"',
    ],
    [
      'a name in camelCase',
      () => counter({ name: 'ordersPlaced', ...described }),
      'ordersPlaced: names are snake_case; write name: "orders_placed"',
    ],
    [
      'a name with dots and dashes',
      () => counter({ name: 'Delivery-Time.x', ...described }),
      'Delivery-Time.x: names are snake_case; write name: "delivery_time_x"',
    ],
    [
      'a name with a double underscore',
      () => counter({ name: 'a__b', ...described }),
      'a__b: names are snake_case; write name: "a_b"',
    ],
    [
      'a name that begins with a digit',
      () => counter({ name: '2xx', ...described }),
      '2xx: names are snake_case; write words of a to z and 0 to 9 joined by underscores, starting with a letter',
    ],
    [
      'a name in another script',
      () => counter({ name: '日', ...described }),
      '"日": names are snake_case; write words of a to z and 0 to 9 joined by underscores, starting with a letter',
    ],
    [
      'a name with accents',
      () => counter({ name: 'Écoles', ...described }),
      '"Écoles": names are snake_case; write name: "ecoles"',
    ],
    [
      'a name with two faults',
      () => histogram({ name: 'waitTotal', unit: 's', ...described }),
      'waitTotal: names are snake_case; write name: "wait_seconds"',
    ],
    [
      'a name of 256 characters',
      () => counter({ name: 'a'.repeat(256), ...described }),
      '…: names have at most 255 characters and this one has 256; shorten it',
    ],
    [
      'a generated sample’s name',
      () => gauge({ name: 'orders_count', ...described }),
      'orders_count: names that end in _count are taken by generated samples; write name: "orders"',
    ],
    [
      'a counter named as info metrics are',
      () => counter({ name: 'build_info', ...described }),
      'build_info: names that end in _info are taken by generated samples; write name: "build"',
    ],
    [
      'target_info',
      () => gauge({ name: 'target_info', ...described }),
      'target_info: exporters write target_info themselves; choose another name',
    ],
    [
      'a unit the name lacks',
      () => histogram({ name: 'wait', unit: 's', ...described }),
      'wait: OTLP paths add seconds to the name for unit "s" and the endpoint does not; write name: "wait_seconds"',
    ],
    [
      'a unit abbreviated in the name',
      () => histogram({ name: 'wait_ms', unit: 'ms', ...described }),
      'wait_ms: translators write milliseconds for unit "ms" and the name says ms; write name: "wait_milliseconds", or unit: "{ms}"',
    ],
    [
      'a unit that contradicts the name',
      () => histogram({ name: 'wait_seconds', unit: 'ms', ...described }),
      'wait_seconds: the name says seconds and the unit says "ms"; write unit: "s", or name: "wait_milliseconds"',
    ],
    [
      'a unit word that is not last',
      () => gauge({ name: 'seconds_left', unit: 's', ...described }),
      'seconds_left: the word seconds of unit "s" is not the last one of the name; write name: "left_seconds"',
    ],
    [
      'a unit word without a unit',
      () => gauge({ name: 'wait_seconds', ...described }),
      'wait_seconds: the name says seconds and no unit is declared; write unit: "s"',
    ],
    [
      'a unit word as its own annotation, which buckets and timers do not know',
      () => gauge({ name: 'wait_seconds', unit: '{seconds}', ...described }),
      'wait_seconds: the name says seconds and the unit says "{seconds}"; write unit: "s"',
    ],
    [
      'an abbreviation without a unit',
      () => gauge({ name: 'wait_ms', ...described }),
      'wait_ms: the name says ms and no unit is declared; write unit: "{ms}", or name: "wait_milliseconds" and unit: "ms"',
    ],
    [
      'an abbreviation with another annotation',
      () => gauge({ name: 'wait_ms', unit: '{request}', ...described }),
      'wait_ms: the name says ms and the unit says "{request}"; write unit: "{ms}", or name: "wait_milliseconds" and unit: "ms"',
    ],
    [
      'a rate',
      () => gauge({ name: 'sent_bytes_per_second', unit: 'By/s', ...described }),
      'sent_bytes_per_second: some paths add "per_second" to the name for unit "By/s", even where the name has it; write unit: "{By/s}"',
    ],
    [
      'a rate of what is counted',
      () => gauge({ name: 'load', unit: '{request}/s', ...described }),
      'load: some paths add "per_second" to the name for unit "{request}/s", even where the name has it; write unit: "{request/s}"',
    ],
    [
      'a unit nobody knows',
      () => gauge({ name: 'temperature', unit: '°F', ...described }),
      'temperature: translators do not know unit "°F" and add it to the name as it is; write unit: "{°F}"',
    ],
    [
      'a unit on which translators disagree',
      () => gauge({ name: 'size_kilobytes', unit: 'KBy', ...described }),
      'size_kilobytes: translators disagree on the word for unit "KBy"; record bytes and declare unit "By"',
    ],
    [
      'another spelling of a unit on which translators disagree',
      () => gauge({ name: 'size_kb', unit: 'kb', ...described }),
      'size_kb: translators disagree on the word for unit "kb"; record bytes and declare unit "By"',
    ],
    [
      'braces that do not match',
      () => gauge({ name: 'load', unit: '{request', ...described }),
      'load: unit "{request" has braces that do not match; write unit: "{request}"',
    ],
    [
      'a gauge in 1 without _ratio',
      () => gauge({ name: 'load', unit: '1', ...described }),
      'load: gauges in unit "1" get _ratio at the end of their names through OTLP; write name: "load_ratio", or unit: ""',
    ],
    [
      'a gauge in 1 of nothing but ratio',
      () => gauge({ name: 'ratio', unit: '1', ...described }),
      'ratio: gauges in unit "1" get _ratio at the end of their names through OTLP; write unit: ""',
    ],
    [
      'half a character in a unit',
      () => gauge({ name: 'load', unit: '{\ud83d}', ...described }),
      'load: unit "{\\ud83d}" has half a character in it; write whole characters',
    ],
    [
      'half a character in a description',
      () => gauge({ name: 'load', description: 'Load \ud83d.' }),
      'load: description "Load \\ud83d." has half a character in it; write whole characters',
    ],
    [
      'a reserved attribute',
      () => counter({ name: 'orders', ...described, attributes: { job: text() } }),
      'orders: attribute "job" is reserved, because exporters and scrapes write it themselves; write attribute "app_job" for "job"',
    ],
    [
      'otel_scope_name',
      () => counter({ name: 'orders', ...described, attributes: { otel_scope_name: text() } }),
      'attribute "otel_scope_name" is reserved',
    ],
    [
      'a dunder attribute',
      () => counter({ name: 'orders', ...described, attributes: { __name__: text() } }),
      'write attribute "app_name" for "__name__"',
    ],
    [
      'constructor',
      () => counter({ name: 'orders', ...described, attributes: { constructor: text() } }),
      'attribute "constructor" is reserved',
    ],
    [
      'le on a histogram',
      () => histogram({ name: 'wait', ...described, attributes: { le: text() } }),
      'wait: attribute "le" is the label that a histogram writes its boundaries in; write attribute "upper_bound" for "le"',
    ],
    [
      'colliding attributes',
      () => counter({ name: 'orders', ...described, attributes: { 'a.b': text(), a_b: text() } }),
      'orders: attributes "a.b" and "a_b" become the same label a_b, for which Prometheus refuses the whole scrape; rename one of them',
    ],
    [
      'attributes that are not snake_case',
      () => counter({ name: 'orders', ...described, attributes: { httpMethod: text(), httpRoute: text() } }),
      'orders: attribute "httpMethod" is not snake_case; write attribute "http_method" for "httpMethod" and attribute "http_route" for "httpRoute"',
    ],
    [
      'an attribute with a leading digit',
      () => counter({ name: 'orders', ...described, attributes: { '1st': text() } }),
      'orders: attribute "1st" is not snake_case; write words of a to z and 0 to 9 joined by underscores, starting with a letter',
    ],
    [
      'an empty attribute',
      () => counter({ name: 'orders', ...described, attributes: { '': text() } }),
      'orders: an attribute key is empty; write words',
    ],
    [
      'a closed set with nothing in it',
      () => counter({ name: 'orders', ...described, attributes: { a: oneOf(...([] as unknown as ['x'])) } }),
      'orders: attribute "a" has no values; give oneOf() its values',
    ],
    [
      'a value twice',
      () => counter({ name: 'orders', ...described, attributes: { a: oneOf('x', 'x') } }),
      'orders: attribute "a" has the value "x" twice; drop one',
    ],
    [
      'the value _other',
      () => counter({ name: 'orders', ...described, attributes: { a: oneOf('_other') } }),
      'orders: attribute "a" has the value "_other", which stands for all values past the series limit; choose another',
    ],
    [
      'an empty value',
      () => counter({ name: 'orders', ...described, attributes: { a: oneOf('', 'x') } }),
      'orders: attribute "a" has the value "", which means absent; leave it out and use optional(oneOf(…))',
    ],
    [
      'boundaries that do not ascend',
      () => histogram({ name: 'wait', ...described, boundaries: [1, 3, 2] }),
      'wait: boundaries ascend and 2 follows 3; sort them and drop duplicates',
    ],
    [
      'boundaries with a duplicate',
      () => histogram({ name: 'wait', ...described, boundaries: [1, 1] }),
      'wait: boundaries ascend and 1 follows 1; sort them and drop duplicates',
    ],
    [
      'boundaries that are not finite',
      () => histogram({ name: 'wait', ...described, boundaries: [1, Number.POSITIVE_INFINITY] }),
      'wait: boundary 1 is Infinity and not a finite number; drop it, because the bucket up to +Inf is always there',
    ],
    [
      'boundaries with a hole',
      // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
      () => histogram({ name: 'wait', ...described, boundaries: [1, , 3] as number[] }),
      'wait: boundary 1 is undefined and not a finite number; drop it, because the bucket up to +Inf is always there',
    ],
    [
      'boundaries beside exponential buckets',
      () => histogram(untyped({ name: 'wait', ...described, boundaries: [1], buckets: 'exponential' })),
      'wait: boundaries beside buckets: "exponential", which has none; drop one of them',
    ],
    [
      'exponential buckets on a gauge',
      () => ({ ...gauge({ name: 'size', ...described }), buckets: 'exponential' }),
      'size: buckets belong to histograms and the kind is gauge; drop them',
    ],
    [
      'boundaries on a counter',
      () => ({ ...counter({ name: 'orders', ...described }), boundaries: [1] }),
      'orders: boundaries belong to histograms and the kind is counter; drop them',
    ],
  ])('for %s', (_, metric, message) => {
    expect(() => define(metric())).toThrow(message);
  });

  it.each([
    ['seconds', 'wait', 'name: "wait_seconds" and unit: "s"'],
    ['Seconds', 'wait', 'name: "wait_seconds" and unit: "s"'],
    ['sec', 'wait', 'name: "wait_seconds" and unit: "s"'],
    ['sec', 'wait_seconds', 'unit: "s"'],
    [' s', 'wait_seconds', 'unit: "s"'],
    ['µs', 'wait_microseconds', 'unit: "us"'],
    ['bytes', 'size', 'name: "size_bytes" and unit: "By"'],
    ['MB', 'size_megabytes', 'unit: "MBy"'],
    ['percent', 'load', 'name: "load_percent" and unit: "%"'],
    ['C', 'temperature', 'name: "temperature_celsius" and unit: "Cel"'],
    ['degC', 'temperature', 'name: "temperature_celsius" and unit: "Cel"'],
    ['PERCENT', 'load_percent', 'unit: "%"'],
    ['kilograms', 'weight_kilograms', 'name: "weight_kg" and unit: "kg"'],
    ['ratio', 'load', 'name: "load_ratio" and unit: "1"'],
    ['none', 'load', 'unit: ""'],
  ])('for the unit %j of %s, with the code for it', (unit, name, fix) => {
    expect(() => define(gauge({ name, unit, ...described }))).toThrow(
      `${name}: unit ${JSON.stringify(unit)} is not a code that translators know; write ${fix}`,
    );
  });

  it('with fixes that a program can read', () => {
    const metrics = { wait: gauge({ name: 'waitTime', unit: 'sec', ...described, attributes: { Op: text() } }) };
    expect(refusal(() => defineCatalog({ scope: 'shop', metrics })).fixes).toEqual([
      { name: 'wait_time_seconds', unit: 's', attributes: { Op: 'op' } },
    ]);
    expect(refusal(() => defineCatalog({ scope: 'Shop', metrics: {} })).fixes).toEqual([
      { prefix: 'shop' },
      { prefix: '' },
    ]);
  });

  it('without proposing a name that another metric has', () => {
    const metrics = { a: gauge({ name: 'orders', ...described }), b: gauge({ name: 'Orders', ...described }) };
    expect(refusal(() => defineCatalog({ scope: 'app', metrics })).fixes).toEqual([]);
  });

  it('without proposing a name that the prefix rules out', () => {
    const metrics = { size: gauge({ name: 'bytes_free', unit: 'By', ...described }) };
    expect(refusal(() => defineCatalog({ scope: 'bytes', metrics })).fixes).toEqual([{ name: 'bytes_free_bytes' }]);
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
      'defineCatalog() of "app": relation "ended ⊆ started" names the unknown metric "ended"; use one of "started"',
    );
    const relation = sum('started', [], { onceZero: 'active' });
    // @ts-expect-error the catalog has no metric `active`
    const define = () => defineCatalog({ scope: 'app', metrics, relations: [relation] });
    expect(define).toThrow(/names the unknown metric "active"/);
  });

  it('for a scope that cannot be a prefix', () => {
    expect(() => defineCatalog({ scope: '@acme/shop', metrics: {} })).toThrow(
      'defineCatalog() of "@acme/shop": the scope stands before every name and is not snake_case; write prefix: "acme_shop", or prefix: ""',
    );
    expect(() => defineCatalog({ scope: '日本', metrics: {} })).toThrow(/is not snake_case; write prefix: ""$/);
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

/** Whatever a program without types may give. */
const untyped = (value: unknown): any => value;

describe('to a program without types', () => {
  const orders = counter({ name: 'orders', ...described });

  it.each<[() => unknown, string]>([
    [() => counter(untyped({ ...described })), 'counter(): name undefined is not a name; give it one in snake_case'],
    [() => counter(untyped({ name: 5, ...described })), 'counter() of 5: name 5 is not a name; give it one'],
    [() => counter({ name: '', ...described }), 'counter() of "": name "" is not a name; give it one'],
    [
      () => gauge(untyped({ name: 'load', unit: null, ...described })),
      'gauge() of "load": unit null is not a text; give a code such as "s", an annotation such as "{request}", or leave it out',
    ],
    [() => gauge(untyped({ name: 'load' })), 'gauge() of "load": description undefined says nothing; say what is'],
    [() => gauge({ name: 'load', description: ' ' }), 'gauge() of "load": description " " says nothing; say what is'],
    [
      () => gauge(untyped({ name: 'load', ...described, attributes: ['a'] })),
      'gauge() of "load": attributes: an array is not an object; give kinds by key, such as { country: text() }',
    ],
    [
      () => histogram(untyped({ name: 'wait', ...described, buckets: 'linear' })),
      'histogram() of "wait": unknown buckets "linear"; use "exponential", or leave it out',
    ],
    [
      () => counter(untyped({ name: 'waits', ...described, buckets: 'exponential' })),
      'counter() of "waits": unknown option "buckets"',
    ],
    [
      () => histogram(untyped({ name: 'wait', ...described, boundaries: 5 })),
      'histogram() of "wait": boundaries: 5 is not an array; give ascending numbers, such as [1, 5, 10]',
    ],
  ])('a metric is refused where it is made, %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it.each<[unknown, string]>([
    [{ kind: 'counter', name: 'orders', ...described }, 'it lacks what counter() adds to it; make it with counter()'],
    [{ name: 'orders', ...described }, 'unknown kind undefined; make it with counter(), upDownCounter(), gauge()'],
    [null, 'it is null; make it with counter(), upDownCounter(), gauge() or histogram()'],
    [counter, 'it is a function; make it with counter(), upDownCounter(), gauge() or histogram()'],
    [{ ...orders, unit: 5 }, 'unit 5 is not a text; give a code'],
  ])('a metric that no helper made is refused, %#', (metric, message) => {
    expect(() => define(untyped(metric))).toThrow(`defineCatalog(): metric "metric": ${message}`);
  });

  it.each<[unknown, string]>([
    [undefined, 'is undefined and not a kind of attribute; use text(), oneOf(…), integer(), flag() or optional(…)'],
    [text, 'is a function and not a kind of attribute; use text()'],
    ['text', 'is "text" and not a kind of attribute; use text()'],
    [{ type: 'number' }, 'is an object and not a kind of attribute; use text()'],
    [untyped(oneOf)(['x', 'y']), ': oneOf() was given an array; give its values one by one, like oneOf("a", "b")'],
    [untyped(oneOf)(5), 'has the value 5 in oneOf(); give texts, or use integer() or flag()'],
    [oneOf('\ud83d'), 'has the value "\\ud83d" with half a character in it; write whole characters'],
    [oneOf('x'.repeat(2049)), 'of 2049 bytes; shorten it to 2048'],
    [oneOf('é'.repeat(1025)), 'of 2050 bytes; shorten it to 2048'],
  ])('an attribute of no kind is refused, %#', (kind, message) => {
    const metric = counter(untyped({ name: 'orders', ...described, attributes: { a: kind } }));
    expect(() => define(metric)).toThrow(message);
    expect(() => define(metric)).toThrow(/^orders: attribute "a"/);
  });

  it.each<[object, string]>([
    [{ scope: undefined }, ': scope undefined is not a text; name what the catalog measures, such as "shop"'],
    [{ scope: '' }, ': scope "" is empty; name what the catalog measures, such as "shop"'],
    [{ scope: 'shop\ud83d' }, ': scope "shop\\ud83d" has half a character in it; write whole characters'],
    [{ version: 5 }, ': version 5 is not a text; give the version as a text, such as "1.2.0"'],
    [{ version: '\ude00' }, ': version "\\ude00" has half a character in it; write whole characters'],
    [{ prefix: null }, ': prefix null is not a text; give what stands before every name, or "" for nothing'],
    [{ naming: 'prometheus' }, ': unknown naming "prometheus"; use one of "suffix", "exact"'],
    [{ metrics: undefined }, ': metrics: undefined is not an object; give metrics by key'],
    [{ metrics: [orders] }, ': metrics: an array is not an object; give metrics by key'],
    [{ relations: {} }, ' of "shop": relations: an object is not an array; give them as [sum(…), subset(…)]'],
    [{ relations: ['orders'] }, ' of "shop": "orders" is not a relation; make it with sum() or subset()'],
  ])('a catalog is refused for %j', (options, message) => {
    expect(() => defineCatalog(untyped({ scope: 'shop', metrics: { orders }, ...options }))).toThrow(
      `defineCatalog()${message}`,
    );
  });

  it('a relation without parts is refused where it is made', () => {
    expect(() => untyped(sum)('orders')).toThrow(
      'sum() of "orders": parts: undefined is not an array; give the keys of metrics, such as ["ok", "failed"]',
    );
    expect(() => untyped(sum)('orders', [], { once: 'active' })).toThrow('sum(): unknown option "once"');
  });

  it.each<[unknown, unknown, string]>([
    [{ orders }, noop(), 'bind(): an object is not a catalog; give it what defineCatalog() returns'],
    [{ scope: 'shop', metrics: { orders } }, noop(), 'bind(): an object is not a catalog; give it what'],
    [undefined, noop(), 'bind(): undefined is not a catalog; give it what defineCatalog() returns'],
    [define(orders), undefined, 'bind(): undefined is not a backend; use noop(), store(), fanOut() or instruments()'],
    [define(orders), { counter }, 'bind(): a backend without upDownCounter() is not a backend; use noop()'],
  ])('what cannot be bound is refused, %#', (catalog, backend, message) => {
    expect(() => bind(untyped(catalog), untyped(backend))).toThrow(message);
  });

  it.each<[unknown, string]>([
    [undefined, 'fanOut(): undefined is not a backend; use noop(), store(), fanOut() or instruments()'],
    [[noop(), noop()], 'fanOut(): a backend without counter() is not a backend; use noop(), store()'],
    [{ counter }, 'fanOut(): a backend without upDownCounter() is not a backend'],
  ])('what is not a backend is refused where backends are put together, %#', (backend, message) => {
    expect(() => fanOut(noop(), untyped(backend))).toThrow(message);
  });
});

describe('names that every path gives alike are accepted', () => {
  it.each<[name: string, unit: string]>([
    ['build_info', ''],
    ['response_bytes', 'By/{request}'],
    ['attempts', '1/{request}'],
    ['plan_b', ''],
    ['tier_s', ''],
    ['vitamin_b', '{pill}'],
    ['orders_us', ''],
    ['weight_kg', 'kg'],
    ['wait_sec', '{sec}'],
  ])('%s in %j', (name, unit) => {
    const { metric } = define(gauge({ name, unit, ...described }), { naming: 'exact' }).metrics;
    const paths = ['js_exporter', 'underscore_suffixes', 'utf8_suffixes', 'underscore', 'untranslated'] as const;
    expect(paths.map((path) => prometheusName(metric, path))).toEqual(paths.map(() => name));
  });
});

describe('an exact catalog', () => {
  it('wants counters to spell _total', () => {
    expect(() => define(counter({ name: 'orders', ...described }), { naming: 'exact' })).toThrow(
      'orders: counters of an exact catalog end in _total; write name: "orders_total"',
    );
    expect(define(counter({ name: 'orders_total', ...described }), { naming: 'exact' }).metrics.metric.name).toBe(
      'orders_total',
    );
  });
});

describe("a catalog of OpenTelemetry's own names", () => {
  const named = (metric: MetricSpec) => define(metric, { naming: 'otel' }).metrics.metric;

  it.each<[name: string, unit: string, kind: 'counter' | 'upDownCounter' | 'gauge' | 'histogram', names: string]>([
    [
      'http.server.request.duration',
      's',
      'histogram',
      'http_server_request_duration http_server_request_duration_seconds http_server_request_duration http.server.request.duration_seconds http.server.request.duration',
    ],
    [
      'http.server.active_requests',
      '{request}',
      'upDownCounter',
      'http_server_active_requests http_server_active_requests http_server_active_requests http.server.active_requests http.server.active_requests',
    ],
    [
      'gen_ai.client.inference.usage.cache_read.input_tokens',
      '{token}',
      'counter',
      'gen_ai_client_inference_usage_cache_read_input_tokens_total gen_ai_client_inference_usage_cache_read_input_tokens_total gen_ai_client_inference_usage_cache_read_input_tokens gen_ai.client.inference.usage.cache_read.input_tokens_total gen_ai.client.inference.usage.cache_read.input_tokens',
    ],
    [
      'db.client.connection.count',
      '{connection}',
      'upDownCounter',
      'db_client_connection_count db_client_connection_count db_client_connection_count db.client.connection.count db.client.connection.count',
    ],
    [
      'system.cpu.utilization',
      '1',
      'gauge',
      'system_cpu_utilization system_cpu_utilization_ratio system_cpu_utilization system.cpu.utilization_ratio system.cpu.utilization',
    ],
    [
      'system.network.io',
      'By',
      'counter',
      'system_network_io_total system_network_io_bytes_total system_network_io system.network.io_bytes_total system.network.io',
    ],
  ])('takes %s, and foretells its name on every path', (name, unit, kind, names) => {
    const make = { counter, upDownCounter, gauge, histogram }[kind] as typeof counter;
    const definition = named(make({ name, unit, ...described }));
    const paths = ['js_exporter', 'underscore_suffixes', 'underscore', 'utf8_suffixes', 'untranslated'] as const;
    expect(definition.name).toBe(name);
    expect(paths.map((path) => prometheusName(definition, path)).join(' ')).toBe(names);
  });

  it('needs no prefix, and sets a dot behind one', () => {
    const metrics = { orders: counter({ name: 'orders', ...described }) };
    const plain = defineCatalog({ scope: '@acme/shop', naming: 'otel', metrics });
    const prefixed = defineCatalog({ scope: '@acme/shop', naming: 'otel', prefix: 'acme.shop', metrics });
    expect([plain.metrics.orders.name, prefixed.metrics.orders.name]).toEqual(['orders', 'acme.shop.orders']);
  });

  it('takes attribute keys with dots', () => {
    const attributes = { 'http.request.method': text(), 'gen_ai.token.type': oneOf('input', 'output') };
    expect(named(counter({ name: 'a.b', ...described, attributes })).attributes).toEqual(attributes);
  });

  it.each<[MetricSpec, string]>([
    [
      counter({ name: 'Shop.OrdersPlaced', ...described }),
      'Shop.OrdersPlaced: names are lowercase words with dots and underscores; write name: "shop.orders_placed"',
    ],
    [
      counter({ name: 'shop..orders', ...described }),
      'shop..orders: names are lowercase words with dots and underscores; write name: "shop.orders"',
    ],
    [
      counter({ name: '日.orders', ...described }),
      '"日.orders": names are lowercase words with dots and underscores; write words of a to z and 0 to 9 joined by dots and underscores, starting with a letter',
    ],
    [
      counter({ name: 'orders.total', ...described }),
      'orders.total: exporters add _total to counters; write name: "orders"',
    ],
    [
      gauge({ name: 'queue.total', ...described }),
      'queue.total: names of counters end in _total and the kind is gauge; write name: "queue"',
    ],
    [
      gauge({ name: 'target.info', ...described }),
      'target.info: exporters write target_info themselves; choose another name',
    ],
    [
      histogram({ name: 'wait.duration', unit: 'seconds', ...described }),
      'wait.duration: unit "seconds" is not a code that translators know; write unit: "s"',
    ],
    [
      counter({ name: 'orders', ...described, attributes: { 'http.requestMethod': text() } }),
      'orders: attribute "http.requestMethod" is not lowercase words with dots and underscores; write attribute "http.request_method" for "http.requestMethod"',
    ],
    [
      counter({ name: 'orders', ...described, attributes: { 'otel.scope.name': text() } }),
      'orders: attribute "otel.scope.name" is reserved, because exporters and scrapes write it themselves; write attribute "app.otel.scope.name" for "otel.scope.name"',
    ],
    [
      counter({ name: 'orders', ...described, attributes: { 'a.b': text(), a_b: text() } }),
      'orders: attributes "a.b" and "a_b" become the same label a_b, for which Prometheus refuses the whole scrape; rename one of them',
    ],
  ])('refuses what no path can take, with the fix: %#', (metric, message) => {
    expect(refusal(() => named(metric)).message).toBe(message);
  });

  it('refuses names that meet in Prometheus', () => {
    const metrics = {
      dotted: histogram({ name: 'wait.duration', unit: 's', ...described }),
      plain: gauge({ name: 'wait_duration.seconds_count', ...described }),
    };
    expect(() => defineCatalog({ scope: 'app', naming: 'otel', metrics })).toThrow(
      'wait_duration.seconds_count: wait.duration writes the Prometheus name wait_duration_seconds_count too; rename one of them',
    );
  });

  it('refuses a prefix that cannot stand before them', () => {
    const metrics = { orders: counter({ name: 'orders', ...described }) };
    expect(() => defineCatalog({ scope: 'app', naming: 'otel', prefix: 'Acme.Shop', metrics })).toThrow(
      'prefix "Acme.Shop" is not lowercase words with dots and underscores; write prefix: "acme.shop", or prefix: ""',
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
    'kg',
    'info',
    'b',
  );
  const instrument = fc.record({
    kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
    name: fc.oneof(
      fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('_')),
      fc.string({ maxLength: 8 }),
    ),
    unit: fc.constantFrom(
      '',
      '1',
      's',
      'ms',
      'By',
      '{ms}',
      '{order}',
      '%',
      'By/s',
      'm',
      '{}',
      'h',
      'x y',
      'kg',
      'By/{order}',
    ),
    naming: fc.constantFrom('suffix' as const, 'exact' as const),
  });

  it('has one Prometheus name on every path of its class', () => {
    let accepted = 0;
    fc.assert(
      fc.property(instrument, ({ kind, name, unit, naming }) => {
        let definition: { name: string; unit: string; kind: keyof typeof kinds };
        try {
          definition = define((kinds[kind] as typeof counter)({ name, unit, ...described }), { naming }).metrics.metric;
        } catch {
          return;
        }
        accepted += 1;
        const suffixing = ['js_exporter', 'underscore_suffixes', 'utf8_suffixes'] as const;
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
