// A shop where there is no module of Node at all: it keeps its metrics and traces itself, and sends what it likes by `fetch`.
import { bind, counter, defineCatalog, oneOf, store } from '@portcall/metrics';
import { Account, Endpoint, fetchSender, Outbox } from '@portcall/outbox';
import { currentCall, op, startTracing, TraceLog, traced } from '@portcall/trace';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok', 'failed') } }),
  },
});
const kept = store();
const { orders } = bind(catalog, kept);
const traces = new TraceLog();
startTracing({ sinks: [traces] });

const pay = traced('pay', { type: 'action' }, () => currentCall()?.parentCallId !== undefined);
const place = traced('place', { type: 'mutation' }, async (count) => {
  const isInside = pay();
  orders.add(count, { result: 'ok' });
  await op('INSERT', 'orders', () => new Promise((resolve) => setTimeout(resolve, 2)));
  return isInside;
});

async function ordered(url) {
  const isInside = await place(3);
  const value = kept.value(catalog.metrics.orders, { result: 'ok' });
  const sent = await deliver(`${url}/v1/metrics`, requestOf(value));
  const calls = traces.recent().map(({ fnName, outcome, ops }) => `${fnName} ${outcome.status} ${ops.length}`);
  return { isInside, value, sent, calls };
}

async function deliver(url, request) {
  const account = new Account('shop', 'metrics');
  const outbox = new Outbox({
    sender: fetchSender({ url: new URL(url), contentType: 'application/json', compression: 'gzip' }),
    endpoint: new Endpoint(),
    account,
    listener: { failing: said, working: said, dropped: said, rejected: said },
    halve: () => undefined,
    requestTimeoutMillis: 5_000,
  });
  account.record(1);
  outbox.put({ bytes: new TextEncoder().encode(JSON.stringify(request)), items: 1 });
  await outbox.flush(5_000);
  const { recorded, delivered } = account.balance;
  return { recorded, delivered };
}

function said(...what) {
  console.error(...what);
}

function requestOf(value) {
  const point = { asInt: String(value), timeUnixNano: `${Date.now()}000000` };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  return { resourceMetrics: [{ scopeMetrics: [{ scope: { name: 'shop' }, metrics: [{ name: 'orders', sum }] }] }] };
}

globalThis.ordered = ordered;
