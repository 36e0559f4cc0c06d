import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import { noop } from '@portcall/metrics';
import { LateMeterProvider } from './late-meter-provider.js';

failOnProblems();

it('is made once, when the first instrument is', async () => {
  let made = 0;
  const provider = new LateMeterProvider(() => {
    made += 1;
    return new MeterProvider();
  }, noop());
  const meters = ['a', 'b'].map((name) => provider.getMeter(name));
  expect(made).toBe(0);
  for (const meter of meters) meter.createCounter('c').add(1);
  expect(made).toBe(1);
  await provider.shutdown();
});

it('lets instruments record nowhere where it cannot be made, and says why once', async () => {
  expectProblems('record.meter_provider');
  const missing = new Error("Cannot find module '@opentelemetry/sdk-metrics'");
  const provider = new LateMeterProvider<MeterProvider>(() => {
    throw missing;
  }, noop());
  for (const name of ['a', 'b']) {
    const meter = provider.getMeter(name);
    meter.createCounter('c').add(1);
    meter.createObservableGauge('g').addCallback(() => {});
  }
  await provider.shutdown();
  expect(problems()).toEqual([expect.objectContaining({ key: 'record.meter_provider', cause: missing, count: 1 })]);
});
