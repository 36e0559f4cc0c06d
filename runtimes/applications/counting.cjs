// One of many processes of a process manager: it counts 100 when it starts, and 1 for each request.
const { createServer } = require('node:http');
const { prometheus } = require('@portcall/exporters');
const { counter, defineCatalog } = require('@portcall/metrics');
const { registerInstrumentation } = require('@portcall/node');

const catalog = defineCatalog({
  scope: 'shop',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.' }) },
});
const telemetry = registerInstrumentation({ exporters: [prometheus()] });
const { orders } = telemetry.bind(catalog);
orders.add(100);
telemetry.ready.then(() => {
  const { APP_PORT } = process.env;
  if (!APP_PORT) return;
  const server = createServer((_, response) => {
    orders.add(1);
    response.setHeader('connection', 'close').end();
  });
  server.listen(Number(APP_PORT), '127.0.0.1');
});
// Of who opens no port.
setInterval(() => {}, 60_000);
