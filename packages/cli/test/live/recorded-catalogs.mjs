import { counter, defineCatalog, histogram, oneOf, slo, upDownCounter, withSlos } from '@portcall/metrics';
import {
  callCatalog,
  chatCatalog,
  genAiCatalog,
  httpClientCatalog,
  httpServerCatalog,
  notificationCatalog,
  pluginCatalog,
} from '@portcall/ports';

/* What the application records, and what rules and dashboards are made of. */

export const shop = defineCatalog({
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

export const notification = withSlos(notificationCatalog(), [
  slo({ name: 'success', description: 'Accepted.', objective: 0.99, bad: 'failures', total: 'attempts' }),
]);
export const chat = chatCatalog();
export const calls = callCatalog();
export const plugin = pluginCatalog();
export const genAi = genAiCatalog({ names: 'both' });
export const httpServer = httpServerCatalog();
export const httpClient = httpClientCatalog();
