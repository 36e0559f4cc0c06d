// Registers nothing itself: `@portcall/node/register` has, before it began.
import { bind, counter, defineCatalog } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { traced } from '@portcall/trace';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.' }) },
});
const { orders } = bind(catalog, instruments());

traced('place', { type: 'mutation' }, async (count) => {
  await new Promise((resolve) => setTimeout(resolve, 2));
  orders.add(count);
})(3).catch((cause) => {
  console.error(cause);
  process.exitCode = 1;
});
