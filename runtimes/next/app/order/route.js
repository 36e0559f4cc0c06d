import { bind, counter, defineCatalog, oneOf } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { traced } from '@portcall/trace';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok') } }) },
});
const { orders } = bind(catalog, instruments());

const place = traced('place', { type: 'mutation' }, async (count) => {
  await Promise.resolve();
  orders.add(count, { result: 'ok' });
});

export const dynamic = 'force-dynamic';

export async function GET() {
  await place(3);
  return new Response('placed');
}
