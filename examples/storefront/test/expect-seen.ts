import { eventually, type OtlpSpan } from '@portcall/real-parts';
import type { RunningShop } from './running-shop.js';

/** The operations of a call, as events of its span. */
function operationsOf({ events }: OtlpSpan): readonly string[] {
  return events
    .filter(({ name }) => name === 'portcall.db.operation')
    .map(({ attributes }) =>
      [attributes['db.operation.name'], attributes['db.collection.name']].filter(Boolean).join(' '),
    );
}

/** Asks the shop for everything that it does, and expects that all of it was seen. */
export async function expectSeen(shop: RunningShop): Promise<void> {
  expect(await shop.get('/products')).toBe(200);
  expect(await shop.get('/products/2')).toBe(200);
  expect(await shop.get('/products/2/description')).toBe(200);
  expect(await shop.post('/orders', { productId: 1, quantity: 2 })).toBe(201);
  expect(await shop.post('/orders', { productId: 3, quantity: 1 })).toBe(409);
  for (const scan of ['/.env', '/wp-login.php']) expect(await shop.get(scan)).toBe(404);

  const order = await shop.spanNamed('POST /orders');
  expect(order).toMatchObject({ kind: 2, attributes: { 'http.route': '/orders', 'http.response.status_code': 201 } });
  expect(operationsOf(order)).toEqual(['begin', 'update products', 'insert orders', 'commit']);
  expect(operationsOf(await shop.spanNamed('GET /products'))).toEqual(['query products']);

  const job = await shop.spanNamed('confirmations.confirm');
  expect(job.traceId).not.toBe(order.traceId);
  expect(job.links.map(({ traceId }) => traceId)).toEqual([order.traceId]);
  expect(operationsOf(job)).toEqual(['update orders']);

  const described = await shop.spanNamed('GET /products/:id/description');
  expect(await shop.spanNamed('chat gpt-5-mini')).toMatchObject({
    kind: 3,
    traceId: described.traceId,
    attributes: { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 9 },
  });

  const placed = shop.log.find(({ msg }) => msg === 'order placed');
  expect(placed).toMatchObject({ trace_id: order.traceId, span_id: order.spanId });
  expect(shop.log.find(({ msg }) => msg === 'order confirmed')).toMatchObject({ span_id: job.spanId });

  const routes = (): readonly unknown[] =>
    shop.receiver
      .metrics()
      .filter(({ name }) => name === 'http.server.request.duration')
      .map(({ attributes }) =>
        [attributes['http.route'], attributes['http.response.status_code']].filter(Boolean).join(' '),
      );
  // Whoever scans for files has one series, whatever is asked for.
  await eventually(() => new Set(routes()).size >= 6, { timeoutMs: 20_000, what: 'metrics of all requests' });
  expect([...new Set(routes())].sort()).toEqual([
    '/orders 201',
    '/orders 409',
    '/products 200',
    '/products/:id 200',
    '/products/:id/description 200',
    '404',
  ]);
}
