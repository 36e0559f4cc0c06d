import { counter, defineCatalog, histogram, integer, store, text } from '@portcall/metrics';
import { type OtlpReceiver, startOtlpReceiver } from '@portcall/real-parts';
import { partialSuccessOf } from '../partial-success.js';
import { jsonMetricsRequests, metricsRequests } from './metrics-requests.js';

const catalog = defineCatalog({
  scope: 'shop',
  version: '1.2',
  metrics: {
    orders: counter({
      name: 'orders',
      unit: '{order}',
      description: 'Orders taken.',
      attributes: { city: text(), zone: integer() },
    }),
    waits: histogram({ name: 'wait_seconds', unit: 's', description: 'Waits.', attributes: {}, boundaries: [0.5, 1] }),
  },
});

let receiver: OtlpReceiver;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
});

afterAll(() => receiver.stop());

it.each([
  ['application/x-protobuf', metricsRequests],
  ['application/json', jsonMetricsRequests],
])('a real receiver takes metrics as %s', async (contentType, write) => {
  receiver.clear();
  const backend = store();
  backend.counter(catalog.metrics.orders).add(3, { city: 'Zürich "1"\n', zone: 8 });
  backend.histogram(catalog.metrics.waits).record(0.75);
  const [request] = write(backend.reading().collect(), { 'service.name': 'shop' });
  const answer = await fetch(`${receiver.url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: request!.bytes,
  });
  expect(answer.status).toBe(200);
  const body = new Uint8Array(await answer.arrayBuffer());
  expect(partialSuccessOf(body, answer.headers.get('content-type') ?? '')).toBeUndefined();

  const [orders, waits] = await receiver.waitFor(
    (received) => received.metrics().length === 2 && [...received.metrics()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
  const around = { scope: { name: 'shop', version: '1.2' }, resource: { 'service.name': 'shop' } };
  expect(orders).toMatchObject({
    ...around,
    ...{ name: catalog.metrics.orders.name, unit: '{order}', description: 'Orders taken.', monotonic: true, value: 3 },
    attributes: { city: 'Zürich "1"\n', zone: 8 },
  });
  expect(waits).toMatchObject({
    ...around,
    ...{ name: catalog.metrics.waits.name, count: 1, sum: 0.75, min: 0.75, max: 0.75, buckets: [0, 1, 0] },
  });
});
