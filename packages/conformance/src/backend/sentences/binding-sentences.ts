import {
  bind,
  type Catalog,
  counter,
  type Definition,
  defineCatalog,
  histogram,
  type MetricSpec,
  text,
  upDownCounter,
} from '@portcall/metrics';
import type { Suite } from '../suite.js';

const description = 'Orders placed.';

const OTHERS: readonly (readonly [aspect: string, spec: MetricSpec])[] = [
  [
    'kind',
    upDownCounter({ name: 'orders', unit: '{order}', description, attributes: { provider: text(), model: text() } }),
  ],
  ['unit', counter({ name: 'orders', unit: '{piece}', description, attributes: { provider: text(), model: text() } })],
  ['attributes', counter({ name: 'orders', unit: '{order}', description, attributes: { provider: text() } })],
];

/** Catalogs, each fine alone. */
const SAME_FAMILY: readonly (readonly [what: string, kept: Catalog, other: Catalog])[] = [
  [
    'a counter and one whose name is spelled out',
    work(counter({ name: 'jobs', description })),
    work(counter({ name: 'jobs_total', description }), 'exact'),
  ],
  [
    'a counter spelled out and one that is not',
    work(counter({ name: 'jobs_total', description }), 'exact'),
    work(counter({ name: 'jobs', description })),
  ],
];

const serverCatalog = defineCatalog({
  scope: '@acme/http',
  naming: 'otel',
  metrics: {
    duration: histogram({
      name: 'http.server.request.duration',
      unit: 's',
      description: 'Duration of a request.',
      boundaries: [0.1, 0.3],
      attributes: { 'http.request.method': text(), 'http.route': text() },
    }),
  },
});

function work(metric: MetricSpec, naming: 'suffix' | 'exact' = 'suffix'): Catalog {
  return defineCatalog({ scope: 'work', naming, metrics: { metric } });
}

export function bindingSentences({ open, itReads, itGuards }: Suite): void {
  it('gives recorders that know their definitions', () => {
    const { recorders } = open();
    for (const recorder of Object.values(recorders)) {
      expect(recorder.definition).toMatchObject<Partial<Definition>>({
        scope: 'shop',
        name: expect.stringMatching(/^shop_/),
      });
    }
  });

  itReads('feeds the same series from a catalog that is bound twice', async () => {
    const trial = open();
    const again = trial.bindAgain();
    trial.record(['orders', 1, { provider: 'openai', model: 'a' }]);
    again.orders.add?.(2, { provider: 'openai', model: 'a' });
    again.packing.record?.(0.7, { lane: 'fast', by: 'Ada' });
    trial.expect(['orders', 2, { provider: 'openai', model: 'a' }], ['packing', 0.7, { lane: 'fast', by: 'Ada' }]);
    await trial.expectModel();
  });

  itReads("keeps metrics under OpenTelemetry's own names and attribute keys", async () => {
    const trial = open();
    const { duration } = bind(serverCatalog, trial.backend);
    duration.record(0.2, { 'http.request.method': 'GET', 'http.route': '/orders/:id' });
    duration.with({ 'http.request.method': 'GET', 'http.route': '/orders/:id' }).record(0.4);
    const series = await trial.readMetric(serverCatalog.metrics.duration);
    expect(series).toEqual([
      {
        attributes: { 'http.request.method': 'GET', 'http.route': '/orders/:id' },
        value: expect.objectContaining({ count: 2, buckets: [0, 1, 1] }),
      },
    ]);
  });

  itGuards.each(OTHERS)('refuses to bind another %s under a name it has, and says what to do', (aspect, orders) => {
    const { backend } = open();
    const other = defineCatalog({ scope: 'shop', metrics: { orders } });
    expect(() => bind(other, backend)).toThrow(/^shop_orders: .*; rename one of them/);
    expect(() => bind(other, backend)).toThrow(aspect);
  });

  itGuards.each(SAME_FAMILY)('refuses to bind %s, which write one name at the endpoint', (_, kept, other) => {
    const { backend } = open();
    bind(kept, backend);
    expect(() => bind(other, backend)).toThrow(
      /^work_\w+: work_\w+, which is bound to this backend, writes the Prometheus name work_\w+ too; rename one of them/,
    );
  });
}
