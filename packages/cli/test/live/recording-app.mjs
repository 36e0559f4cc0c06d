// Records every metric of the project's catalogs, again and again, so that every relation holds; told so by a signal, it begins
// to count attempts that neither succeed nor fail. Names its endpoint in its first line.

import { prometheus } from '@portcall/exporters';
import { counter, defineCatalog, histogram, oneOf, slo, upDownCounter } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import {
  callCatalog,
  chatCatalog,
  genAiCatalog,
  httpClientCatalog,
  httpServerCatalog,
  notificationCatalog,
  pluginCatalog,
} from '@portcall/ports';

const shop = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok', 'failed') } }),
    open: upDownCounter({ name: 'open_orders', description: 'Open.' }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [0.5, 5, 1_000_000] }),
  },
  slos: [
    slo({
      name: 'orders',
      description: 'Orders are placed.',
      objective: 0.9,
      bad: { metric: 'orders', where: { result: 'failed' } },
      total: 'orders',
    }),
    slo({ name: 'wait', description: 'Nobody waits.', objective: 0.9, histogram: 'wait', within: 5 }),
    slo({ name: 'days', description: 'Nobody waits for days.', objective: 0.9, histogram: 'wait', within: 1_000_000 }),
  ],
});

const catalogs = [
  shop,
  chatCatalog(),
  callCatalog(),
  pluginCatalog(),
  genAiCatalog({ names: 'both' }),
  httpServerCatalog(),
  httpClientCatalog(),
];

const endpoint = prometheus();
const telemetry = registerInstrumentation({ serviceName: 'recording', exporters: ['otlp', endpoint] });
const bound = catalogs.map((catalog) => [catalog, telemetry.bind(catalog)]);
const { attempts, successes, failures, duration, activeTasks } = telemetry.bind(notificationCatalog());

let isBroken = false;
process.on('SIGUSR2', () => {
  isBroken = true;
});

setInterval(() => {
  for (const [catalog, recorders] of bound) {
    for (const [key, definition] of Object.entries(catalog.metrics)) recordAll(recorders[key], definition, key);
  }
  for (const counted of [successes, failures]) {
    attempts.add(1);
    counted.add(1);
  }
  activeTasks.add(1);
  activeTasks.add(-1);
  duration.record(0.3);
  if (isBroken) attempts.add(1);
}, 100);

await telemetry.ready;
console.log(JSON.stringify({ scrape: endpoint.url }));

function recordAll(recorder, { kind, attributes }, key) {
  const own = Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueFor(attribute)]));
  // What has started has ended as well: two ways to end, and nothing is open.
  const value = key === 'streamStarted' ? 2 : kind === 'upDownCounter' ? 0 : 1;
  if (recorder.add === undefined) recorder.record(value, own);
  else recorder.add(value, own);
}

function valueFor({ type, values }) {
  return values === undefined ? (type === 'integer' ? 7 : 'a') : values[0];
}
