// As an application's own tests use them: nothing is registered, and what is recorded can be read.
const { counter, bind, defineCatalog, store } = require('@portcall/metrics');
const { registerInstrumentation } = require('@portcall/node');
const { none } = require('@portcall/exporters');

const catalog = defineCatalog({
  scope: 'shop',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.' }) },
});

test('counts orders', () => {
  const kept = store();
  bind(catalog, kept).orders.add(2);
  expect(kept.value(catalog.metrics.orders)).toBe(2);
});

test('registers and ends', async () => {
  const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [none()] });
  await telemetry.ready;
  telemetry.bind(catalog).orders.add(1);
  await telemetry.shutdown();
});
