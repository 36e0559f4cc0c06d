// A shop as a Worker of Cloudflare: every order is delivered after its answer.
import { otlp } from '@portcall/exporters';
import { counter, defineCatalog, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { currentCall, traced } from '@portcall/trace';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok', 'failed') } }),
  },
});

let shop;

function opened(url) {
  const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [otlp({ url })] });
  const { orders } = telemetry.bind(catalog);
  const pay = traced('pay', { type: 'action' }, async () => {
    await pause();
    return currentCall()?.parentCallId !== undefined;
  });
  const place = traced('place', { type: 'mutation' }, async (count) => {
    await pause();
    orders.add(count, { result: 'ok' });
    return pay();
  });
  return { telemetry, place };
}

export default {
  async fetch(request, { OTLP }, ctx) {
    // In a request: outside of one a Worker has no clock and no random numbers.
    shop ??= opened(OTLP);
    const { telemetry, place } = shop;
    if (new URL(request.url).pathname === '/ledger') return Response.json(telemetry.ledger);
    const isInside = await place(3);
    ctx.waitUntil(telemetry.flush());
    return Response.json({ isInside });
  },
};

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
