import { createRequire } from 'node:module';
import { onProblem, report } from '@portcall/core';
import { prometheus } from '@portcall/exporters';
import { bind, counter, defineCatalog, oneOf, store } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { instruments } from '@portcall/otel';
import { chatMetrics } from '@portcall/ports';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok', 'failed') } }),
  },
});

const kept = store();
bind(catalog, kept).orders.add(2, { result: 'ok' });
chatMetrics(kept).recordStreamStarted('openai', 'gpt-5');
console.log(kept.value(catalog.metrics.orders), kept.snapshot().mini_chat_stream_started.points.length);

const { orders } = bind(catalog, instruments());
orders.add(1, { result: 'ok' });
const shown = prometheus({ port: 0 });
const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [shown] });
await telemetry.ready;
orders.add(3, { result: 'failed' });
const text = await (await fetch(shown.url)).text();
console.log(text.match(/^shop_orders_total.*$/gm)?.join('\n'));
await telemetry.shutdown();

const other = createRequire(import.meta.url)('@portcall/core');
onProblem(({ message }) => console.log(`heard ${message}`));
other.report({ key: 'consumer', message: 'from the other copy' });
console.log(other.report === report ? 'one copy' : 'two copies');
