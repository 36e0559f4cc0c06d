import {
  counter,
  DefinitionError,
  defineCatalog,
  gauge,
  histogram,
  type MetricSpec,
  type Naming,
  oneOf,
  text,
} from '../index.js';

const described = { description: 'What is counted.' };

function findings(metrics: Readonly<Record<string, MetricSpec>>, naming: Naming = 'suffix') {
  try {
    defineCatalog({ scope: 'app', prefix: '', naming, metrics });
  } catch (error) {
    if (error instanceof DefinitionError) return error.findings;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a refused definition has the rule that it breaks', () => {
  it.each<[id: string, MetricSpec, Naming?]>([
    ['name-charset', counter({ name: 'ordersPlaced', ...described })],
    ['name-double-underscore', counter({ name: 'a__b', ...described })],
    ['name-edge-separator', counter({ name: '_a', ...described })],
    ['name-edge-separator', counter({ name: 'a.', ...described }), 'otel'],
    ['name-leading-digit', counter({ name: '2xx', ...described })],
    ['name-nonascii', counter({ name: 'größe', ...described })],
    ['name-colon', counter({ name: 'a:b', ...described })],
    ['name-length', counter({ name: 'a'.repeat(256), ...described })],
    ['reserved-suffix', gauge({ name: 'orders_count', ...described })],
    ['reserved-suffix', gauge({ name: 'target_info', ...described })],
    ['noncounter-total', gauge({ name: 'queue_total', ...described })],
    ['counter-total-added', counter({ name: 'orders_total', ...described })],
    ['counter-total-missing', counter({ name: 'orders', ...described }), 'exact'],
    ['total-not-last', counter({ name: 'total_orders', ...described })],
    ['total-twice', counter({ name: 'total_orders_total', ...described }), 'exact'],
    ['ends-with-total-word', counter({ name: 'subtotal', ...described })],
    ['gauge-unit-1', gauge({ name: 'load', unit: '1', ...described })],
    ['unit-missing-in-name', gauge({ name: 'wait', unit: 's', ...described })],
    ['unit-abbrev-in-name', gauge({ name: 'wait_ms', unit: 'ms', ...described })],
    ['unit-contradicts-name', gauge({ name: 'wait_seconds', unit: 'ms', ...described })],
    ['unit-contradicts-name', gauge({ name: 'wait_seconds', unit: '{seconds}', ...described })],
    ['unit-undeclared', gauge({ name: 'wait_seconds', ...described })],
    ['unit-token-not-last', gauge({ name: 'seconds_left', unit: 's', ...described })],
    ['unit-per', gauge({ name: 'load', unit: '1/s', ...described })],
    ['unit-multiword', gauge({ name: 'load', unit: 'x_y', ...described })],
    ['unit-unbraced', gauge({ name: 'load', unit: '°F', ...described })],
    ['unit-unbraced', gauge({ name: 'load', unit: '{a', ...described })],
    ['unit-unknown-code', gauge({ name: 'wait', unit: 'sec', ...described })],
    ['unit-unstable', gauge({ name: 'size_kilobytes', unit: 'KBy', ...described })],
    ['half-character', gauge({ name: 'load', description: '\ud83d' })],
    ['half-character', gauge({ name: 'load', unit: '{\ud83d}', ...described })],
    ['boundaries-order', histogram({ name: 'wait', ...described, boundaries: [2, 1] })],
    ['label-charset', counter({ name: 'orders', ...described, attributes: { 'a-b': text() } })],
    ['label-collision', counter({ name: 'orders', ...described, attributes: { 'a.b': text(), a_b: text() } }), 'otel'],
    ['label-reserved', counter({ name: 'orders', ...described, attributes: { job: text() } })],
    ['label-values', counter({ name: 'orders', ...described, attributes: { a: oneOf('x', 'x') } })],
  ])('%s, %#', (...[id, metric, naming]) => {
    expect(findings({ metric }, naming)[0]).toMatchObject({ id, level: 'error', scope: 'app', metric: metric.name });
  });

  it('also where it is no metric yet', () => {
    const description = '' as string;
    expect.assertions(1);
    try {
      gauge({ name: 'load', description });
    } catch (error) {
      expect((error as DefinitionError).findings).toMatchObject([{ id: 'description-missing', level: 'error' }]);
    }
  });
});

it('has all rules that are broken, where the message says the first', () => {
  const found = findings({
    wait: histogram({ name: 'wait', unit: 's', ...described, attributes: { job: text(), Op: text() } }),
    orders: counter({ name: 'orders', ...described }),
    ok: counter({ name: 'ok', ...described }),
    again: counter({ name: 'orders', ...described }),
  });
  expect(found.map(({ id, metric, renamedTo }) => [id, metric, renamedTo])).toEqual([
    ['label-reserved', 'wait', 'wait_seconds'],
    ['label-charset', 'wait', 'wait_seconds'],
    ['unit-missing-in-name', 'wait', 'wait_seconds'],
    ['family-collision', 'orders', undefined],
  ]);
});

it('names the metric whole in what it is renamed to', () => {
  expect.assertions(1);
  try {
    defineCatalog({ scope: 'shop', metrics: { wait: gauge({ name: 'wait', unit: 's', ...described }) } });
  } catch (error) {
    expect((error as DefinitionError).findings).toEqual([
      {
        id: 'unit-missing-in-name',
        level: 'error',
        scope: 'shop',
        metric: 'shop_wait',
        message:
          'OTLP paths add seconds to the name for unit "s" and the endpoint does not; write name: "wait_seconds"',
        fix: { name: 'wait_seconds' },
        renamedTo: 'shop_wait_seconds',
      },
    ]);
  }
});
