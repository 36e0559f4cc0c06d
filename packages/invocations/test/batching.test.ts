import { setImmediate as turn } from 'node:timers/promises';
import { batch } from '@portcall/core';
import { type InvocationMetric, InvocationMetricsBus, isLagged, type Lagged } from '@portcall/invocations';
import fc from 'fast-check';
import { metricOf, nameOf } from './metric-of.js';

const DAY = 86_400_000;

it('a batching subscriber sends the rest when the bus closes', async () => {
  const bus = new InvocationMetricsBus();
  const sent: string[][] = [];
  const billing = batch(bus.subscribe({ name: 'billing' }), { maxSize: 2, everyMs: DAY }, (items) => {
    sent.push(items.map(nameOf));
  });
  await turn();
  for (const number of [1, 2, 3]) bus.record(metricOf(number));
  bus.close();
  await billing.close();
  expect(sent).toEqual([['fn1', 'fn2'], ['fn3']]);
});

it('a batching subscriber that is slow lags, says by how much in its place, and holds nobody up', async () => {
  const bus = new InvocationMetricsBus({ capacity: 2 });
  let counted = 0;
  bus.onMetric(() => {
    counted += 1;
  });
  const sent: string[][] = [];
  const done: (() => void)[] = [];
  const billing = batch(bus.subscribe(), { maxSize: 3, everyMs: DAY }, (items) => {
    sent.push(items.map(nameOf));
    return new Promise<void>((resolve) => done.push(resolve));
  });
  await turn();
  for (let number = 1; number <= 3; number += 1) {
    bus.record(metricOf(number));
    await turn();
  }
  for (let number = 4; number <= 10; number += 1) bus.record(metricOf(number));
  expect(counted).toBe(10);
  done[0]!();
  await turn();
  await turn();
  expect(sent).toEqual([
    ['fn1', 'fn2', 'fn3'],
    ['-5', 'fn9', 'fn10'],
  ]);
  done[1]!();
  await billing.close();
  expect(bus.subscriberCount).toBe(1);
});

const steps = fc.array(fc.constantFrom('record', 'record', 'record', 'turn', 'answer' as const), {
  maxLength: 60,
});
const limits = fc.record({ maxSize: fc.integer({ min: 1, max: 4 }), everyMs: fc.integer({ min: 1, max: 2 }) });

it('what a batching subscriber is given are all metrics, sent or as the number of those missed', async () => {
  await fc.assert(
    fc.asyncProperty(steps, limits, fc.integer({ min: 1, max: 4 }), async (all, options, capacity) => {
      const bus = new InvocationMetricsBus({ capacity });
      const receiver = bus.subscribe();
      const given: (InvocationMetric | Lagged)[] = [];
      const answers: (() => void)[] = [];
      let isOver = false;
      const billing = batch(receiver, options, (items) => {
        given.push(...items);
        return isOver ? undefined : new Promise<void>((resolve) => answers.push(resolve));
      });
      let recorded = 0;
      for (const step of all) {
        if (step === 'record') {
          recorded += 1;
          bus.record(metricOf(recorded));
        } else if (step === 'turn') await turn();
        else answers.shift()?.();
      }
      isOver = true;
      bus.close();
      const closed = billing.close();
      await turn();
      for (const answer of answers) answer();
      await closed;
      let at = 0;
      for (const item of given) {
        at += isLagged(item) ? item.lagged : 1;
        if (!isLagged(item)) expect(nameOf(item)).toBe(`fn${at}`);
      }
      expect(at).toBe(recorded);
      const metrics = given.filter((item) => !isLagged(item)).length;
      expect([metrics, metrics + receiver.missed]).toEqual([receiver.delivered, recorded]);
      expect(billing.status()).toMatchObject({ sent: given.length, lost: 0, pending: 0 });
    }),
    { numRuns: 300 },
  );
});
