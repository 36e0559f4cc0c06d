import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { anyRecordings, failOnProblems } from '@portcall/conformance';
import {
  bind,
  counter,
  defineCatalog,
  gauge,
  histogram,
  type Store,
  store,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { instruments, metricProducer } from '@portcall/otel';
import fc from 'fast-check';

failOnProblems();

const catalog = defineCatalog({
  scope: 'shop',
  version: '2.1.0',
  metrics: {
    orders: counter({ name: 'orders', unit: '{order}', description: 'Orders.', attributes: { country: text() } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    stock: gauge({ name: 'stock', description: 'Stock.' }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 2] }),
    size: histogram({ name: 'size_bytes', unit: 'By', description: 'Size.', buckets: 'exponential' }),
  },
});

/** A reader of the real SDK, with an instrument of its own beside what is produced. */
function periodic(temporality: AggregationTemporality, ...metricProducers: MetricProducer[]) {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000, metricProducers });
  const counted = new MeterProvider({ readers: [reader] }).getMeter('beside').createCounter('beside');
  return {
    async collect(): Promise<ReadonlyMap<string, MetricData>> {
      exporter.reset();
      counted.add(1);
      await reader.forceFlush();
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
    },
    stop: () => reader.shutdown(),
  };
}

const values = (metrics: ReadonlyMap<string, MetricData>, name: string): readonly unknown[] =>
  (metrics.get(name)?.dataPoints ?? []).map(({ value }) => value);

function recorded(): { kept: Store; recorders: ReturnType<typeof bindShop> } {
  const kept = store();
  const recorders = bindShop(kept);
  recorders.orders.add(2, { country: 'NO' });
  recorders.open.add(-1);
  recorders.stock.record(7.5);
  for (const value of [0.5, 1, 9]) recorders.wait.record(value);
  for (const value of [0, 4, 4]) recorders.size.record(value);
  return { kept, recorders };
}

function bindShop(kept: Store) {
  return bind(catalog, kept);
}

describe('metricProducer()', () => {
  it('gives a periodic reader the series of a store beside those of its instruments', async () => {
    const { kept } = recorded();
    const { collect, stop } = periodic(AggregationTemporality.CUMULATIVE, metricProducer(kept));
    const metrics = await collect();
    await stop();
    expect(metrics.get('shop_orders')).toMatchObject({
      descriptor: { unit: '{order}', description: 'Orders.' },
      isMonotonic: true,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPoints: [{ attributes: { country: 'NO' }, value: 2 }],
    });
    expect(metrics.get('shop_open')).toMatchObject({ isMonotonic: false, dataPoints: [{ value: -1 }] });
    expect(values(metrics, 'shop_stock')).toEqual([7.5]);
    expect(values(metrics, 'shop_wait_seconds')).toEqual([
      { count: 3, sum: 10.5, min: 0.5, max: 9, buckets: { boundaries: [1, 2], counts: [2, 0, 1] } },
    ]);
    expect(values(metrics, 'shop_size_bytes')).toEqual([
      {
        count: 3,
        sum: 8,
        min: 0,
        max: 4,
        scale: 20,
        zeroCount: 1,
        positive: { offset: 2 ** 21 - 1, bucketCounts: [2] },
        negative: { offset: 0, bucketCounts: [] },
      },
    ]);
    expect(values(metrics, 'beside')).toEqual([1]);
  });

  it('gives each of two readers its own deltas, and a third one everything', async () => {
    const { kept, recorders } = recorded();
    const deltas = [1, 2].map(() =>
      periodic(AggregationTemporality.DELTA, metricProducer(kept, { temporality: 'delta' })),
    );
    const whole = periodic(AggregationTemporality.CUMULATIVE, metricProducer(kept));
    const [first, second] = deltas as [(typeof deltas)[0], (typeof deltas)[0]];
    expect(values(await first.collect(), 'shop_orders')).toEqual([2]);
    recorders.orders.add(3, { country: 'NO' });
    expect(values(await first.collect(), 'shop_orders')).toEqual([3]);
    expect(values(await second.collect(), 'shop_orders')).toEqual([5]);
    const nothing = await first.collect();
    expect([values(nothing, 'shop_orders'), values(nothing, 'shop_open')]).toEqual([[], [-1]]);
    expect(values(await whole.collect(), 'shop_orders')).toEqual([5]);
    await Promise.all([first, second, whole].map(({ stop }) => stop()));
  });

  it('is scraped through OpenTelemetry’s own Prometheus exporter', async () => {
    const { kept } = recorded();
    const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [metricProducer(kept)] });
    new MeterProvider({ readers: [exporter] }).getMeter('beside').createCounter('beside').add(1);
    const text = await textOf(exporter);
    await exporter.shutdown();
    expect(text).toContain('shop_orders_total{country="NO",otel_scope_name="shop",otel_scope_version="2.1.0"} 2\n');
    expect(text).toContain('shop_wait_seconds_bucket{otel_scope_name="shop",otel_scope_version="2.1.0",le="1"} 2\n');
    expect(text).toContain('beside_total{otel_scope_name="beside"} 1\n');
  });

  it('never rejects: a store that cannot be read costs the SDK’s metrics nothing', async () => {
    const broken = {
      observed: async () => [],
      reading: () => ({
        temporality: 'cumulative' as const,
        collect() {
          throw new Error('broken');
        },
      }),
    };
    const producer = metricProducer(broken);
    expect((await producer.collect()).errors).toEqual([new Error('broken')]);
    const { collect, stop } = periodic(AggregationTemporality.CUMULATIVE, producer);
    expect([...(await collect()).keys()]).toEqual(['beside']);
    await stop();
  });

  it('gives what is observed too, by async callbacks as well', async () => {
    const { kept } = recorded();
    const pool = defineCatalog({ scope: 'pool', metrics: { size: gauge({ name: 'size', description: 'Size.' }) } });
    kept.observe(pool.metrics.size, async (result) => {
      await new Promise(setImmediate);
      result.observe(7);
    });
    const { resourceMetrics } = await metricProducer(kept).collect();
    const size = resourceMetrics.scopeMetrics.find(({ scope }) => scope.name === 'pool')?.metrics[0];
    expect(size).toMatchObject({ descriptor: { name: 'pool_size' }, dataPoints: [{ value: 7 }] });
  });

  it('leaves out the metric that cannot be read, and gives the others', async () => {
    const { kept } = recorded();
    const half: Pick<Store, 'reading' | 'observed'> = {
      observed: kept.observed,
      reading(temporality) {
        const reading = kept.reading(temporality);
        return {
          ...reading,
          collect() {
            const { time, metrics } = reading.collect();
            return { time, metrics: metrics.map((metric, i) => (i === 0 ? { ...metric, points: failing() } : metric)) };
          },
        };
      },
    };
    const { errors, resourceMetrics } = await metricProducer(half).collect();
    expect(errors).toEqual([new Error('no points')]);
    const names = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ descriptor }) => descriptor.name),
    );
    expect(names).toEqual(['shop_open', 'shop_stock', 'shop_wait_seconds', 'shop_size_bytes']);
  });

  it('gives what instruments give, whatever is recorded', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecordings(), async ({ catalog: any, recordings }) => {
        const kept = store();
        const ours = new PrometheusExporter({ preventServerStart: true, metricProducers: [metricProducer(kept)] });
        new MeterProvider({ readers: [ours] });
        const theirs = new PrometheusExporter({ preventServerStart: true });
        const provider = new MeterProvider({ readers: [theirs] });
        for (const recorders of [bind(any, kept), bind(any, instruments(provider))] as unknown as Played[]) {
          for (const { metric, value, attributes } of recordings) {
            const { add, record } = recorders[metric]!;
            (add ?? record)?.call(recorders[metric], value, attributes);
          }
        }
        expect(sorted(await textOf(ours))).toEqual(sorted(await textOf(theirs)));
        await Promise.all([ours.shutdown(), theirs.shutdown()]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [
      { temporality: 'both' },
      'metricProducer({ temporality }): unknown value "both"; use one of "cumulative", "delta"',
    ],
    [{ interval: 5 }, 'metricProducer(): unknown option "interval"'],
  ])('refuses %j', (options, message) => {
    expect(() => metricProducer(store(), options as object)).toThrow(message);
  });
});

type Played = Readonly<Record<string, Readonly<Record<string, (value: number, attributes: unknown) => void>>>>;

async function textOf(reader: MetricReader): Promise<string> {
  const { resourceMetrics, errors } = await reader.collect();
  expect(errors).toEqual([]);
  return new PrometheusSerializer().serialize(resourceMetrics);
}

function sorted(all: string): readonly string[] {
  return all.split('\n').sort();
}

function* failing(): Generator<never, void> {
  yield* [];
  throw new Error('no points');
}
