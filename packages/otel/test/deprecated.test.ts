import { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { bind, counter, defineCatalog, gauge, observe } from '@portcall/metrics';
import { instruments } from '../src/index.js';

const described = { description: 'What is counted.' };

async function exportedAt(until: string): Promise<Readonly<Record<string, unknown>>> {
  const shop = defineCatalog({
    scope: 'shop',
    metrics: {
      purchases: counter({ name: 'purchases', ...described, deprecated: { replacedBy: 'orders', until } }),
      orders: counter({ name: 'orders', ...described }),
    },
  });
  const queue = defineCatalog({
    scope: 'queue',
    metrics: {
      depth: gauge({ name: 'depth', ...described }),
      size: gauge({ name: 'size', ...described, deprecated: { replacedBy: 'depth', until } }),
    },
  });
  const exporter = new InMemoryMetricExporter(0);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const backend = instruments(new MeterProvider({ readers: [reader] }));
  const stop = observe(backend, queue.metrics.depth, (result) => result.observe(4));
  bind(shop, backend).orders.add(2);
  await reader.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
  stop();
  await reader.shutdown();
  return Object.fromEntries(metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]));
}

it('instruments of an SDK are there under both names until the date, and then under the new one', async () => {
  expect(await exportedAt('2999-12-31')).toEqual({ shop_orders: 2, shop_purchases: 2, queue_depth: 4, queue_size: 4 });
  expect(await exportedAt('2020-12-31')).toEqual({ shop_orders: 2, queue_depth: 4 });
});
