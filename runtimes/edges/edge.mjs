// A shop where there is no module of Node at all: it keeps its metrics and traces itself, and exports them by `fetch`.
import { exportAlone, otlp } from '@portcall/exporters';
import { bind, counter, defineCatalog, oneOf, store } from '@portcall/metrics';
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

const pay = traced('pay', { type: 'action' }, () => currentCall()?.parentCallId !== undefined);
const place = traced('place', { type: 'mutation' }, async (count) => {
  const isInside = pay();
  orders.add(count, { result: 'ok' });
  await op('INSERT', 'orders', () => new Promise((resolve) => setTimeout(resolve, 2)));
  return isInside;
});

async function ordered(url) {
  const exporter = otlp({ url, compression: 'gzip' });
  const exporting = exportAlone({ exporter, serviceName: 'shop', store: kept });
  startTracing({ sinks: [traces], spans: exporting.spans });
  const isInside = await place(3);
  const value = kept.value(catalog.metrics.orders, { result: 'ok' });
  await exporting.shutdown(5_000);
  const calls = traces.recent().map(({ fnName, outcome, ops }) => `${fnName} ${outcome.status} ${ops.length}`);
  return { isInside, value, ledger: exporting.ledger, calls };
}

globalThis.ordered = ordered;
