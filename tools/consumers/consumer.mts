import type { Problem } from '@portcall/core';
import { otlp, prometheus } from '@portcall/exporters';
import { bind, type Counter, counter, defineCatalog, histogram, oneOf, store, text } from '@portcall/metrics';
import { registerInstrumentation, type Telemetry } from '@portcall/node';
import '@portcall/node/register';
import { instruments } from '@portcall/otel';
import { chatMetrics } from '@portcall/ports';

export const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok', 'failed') } }),
    took: histogram({ name: 'took_seconds', unit: 's', description: 'Time.', attributes: { shop: text() } }),
  },
});

export async function main(): Promise<readonly Problem[]> {
  const telemetry: Telemetry = registerInstrumentation({ exporters: [otlp(), prometheus({ port: 0 })] });
  const { orders, took } = telemetry.bind(catalog);
  orders.add(1, { result: 'ok' });
  took.record(0.2, { shop: 'south' });
  // @ts-expect-error there is no such result
  orders.add(1, { result: 'maybe' });
  // @ts-expect-error a histogram records
  took.add(1, { shop: 'south' });
  const counted: Counter<{ result: 'ok' | 'failed' }> = bind(catalog, instruments()).orders;
  counted.add(1, { result: 'failed' });
  chatMetrics(store()).recordStreamStarted('openai', 'gpt-5');
  await telemetry.shutdown();
  return [];
}
