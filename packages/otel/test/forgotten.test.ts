import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { metrics } from '@opentelemetry/api';
import { failOnProblems } from '@portcall/conformance';
import { bind, counter, defineCatalog } from '@portcall/metrics';
import { instruments, meterProviderChanged } from '@portcall/otel';
import { providerListenerCount } from '../src/metrics/provider-listeners.js';
import { RealMeter } from './real-meter.js';

failOnProblems();

const shop = defineCatalog({
  scope: 'shop',
  metrics: { orders: counter({ name: 'orders', description: 'Orders placed.' }) },
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many still listen; a collector takes several rounds, and tells of what it collected when it has time. */
async function collected(rounds = 50): Promise<number> {
  for (let round = 0; round < rounds && providerListenerCount() > 10; round += 1) {
    collectGarbage();
    await sleep(20);
  }
  return providerListenerCount();
}

async function ordersOf(meter: RealMeter): Promise<unknown> {
  return (await meter.read({ name: 'shop_orders' }))[0]?.value;
}

afterEach(() => {
  metrics.disable();
  meterProviderChanged();
});

it('leaves nothing behind of backends that nobody has any more, before and after there is a provider', async () => {
  for (let i = 0; i < 1_000; i += 1) bind(shop, instruments());
  expect(await collected()).toBeLessThan(10);
  metrics.setGlobalMeterProvider(new RealMeter().provider);
  meterProviderChanged();
  for (let i = 0; i < 1_000; i += 1) bind(shop, instruments()).orders.add(1);
  expect(await collected()).toBeLessThan(10);
});

it('hands over what was recorded by backends that nobody has any more, and lets go of them', async () => {
  for (let i = 0; i < 100; i += 1) bind(shop, instruments()).orders.add(1);
  expect(await collected(5)).toBeGreaterThanOrEqual(100);
  const meter = new RealMeter();
  metrics.setGlobalMeterProvider(meter.provider);
  meterProviderChanged();
  expect(await ordersOf(meter)).toBe(100);
  expect(await collected()).toBeLessThan(10);
});

it('finds a provider that somebody else has registered, although nobody holds the recorders', async () => {
  bind(shop, instruments()).orders.add(3);
  await collected(5);
  const meter = new RealMeter();
  metrics.setGlobalMeterProvider(meter.provider);
  await sleep(600);
  expect(await ordersOf(meter)).toBe(3);
});
