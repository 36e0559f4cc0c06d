// A shop that declares its metrics, traces a function, is scraped and delivers. It says what its own scrape shows, and its ledger.
import { otlp, prometheus } from '@portcall/exporters';
import { counter, defineCatalog, histogram, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { currentCall, traced } from '@portcall/trace';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { result: oneOf('ok', 'failed') } }),
    wait: histogram({ name: 'wait_seconds', description: 'Waiting.', unit: 's', boundaries: [0.1, 1] }),
  },
});

async function shop() {
  const shown = prometheus({ port: 0 });
  const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [otlp(), shown] });
  await telemetry.ready;
  const { orders, wait } = telemetry.bind(catalog);
  const pay = traced('pay', { type: 'action' }, async () => {
    await pause();
    return currentCall()?.parentCallId;
  });
  const place = traced('place', { type: 'mutation' }, async (count) => {
    await pause();
    orders.add(count, { result: 'ok' });
    wait.record(0.5);
    return pay();
  });
  await place(3);
  const text = await (await fetch(shown.url)).text();
  await telemetry.shutdown();
  const scraped = text.split('\n').filter((line) => /^shop_/.test(line));
  console.log(JSON.stringify({ scraped, ledger: telemetry.ledger }));
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

shop().catch((cause) => {
  console.error(cause);
  process.exitCode = 1;
});
