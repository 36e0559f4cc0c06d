import { setTimeout as sleep } from 'node:timers/promises';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import {
  type InvocationMetric,
  InvocationMetricsBus,
  type InvocationReceiver,
  InvocationTimer,
} from '@portcall/invocations';
import { metricOf } from './metric-of.js';

failOnProblems();

async function received(receiver: InvocationReceiver): Promise<InvocationMetric> {
  const { value } = await receiver.next();
  if (value === undefined || 'lagged' in value) throw new Error(`expected a metric and got ${JSON.stringify(value)}`);
  return value;
}

describe('what the seed shows', () => {
  it('recording without subscribers is silent', () => {
    const bus = new InvocationMetricsBus();
    expect(bus.subscriberCount).toBe(0);
    expect(() => bus.record(metricOf(1))).not.toThrow();
  });

  it('a subscriber receives what is recorded', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe();
    expect(bus.subscriberCount).toBe(1);
    bus.record(metricOf(1, { wallTimeUs: 42 }));
    expect(await received(receiver)).toEqual(metricOf(1, { wallTimeUs: 42 }));
  });

  it('several subscribers each get every event', async () => {
    const bus = new InvocationMetricsBus();
    const [first, second] = [bus.subscribe(), bus.subscribe()];
    expect(bus.subscriberCount).toBe(2);
    bus.record(metricOf(7));
    expect((await received(first)).functionName).toBe('fn7');
    expect((await received(second)).functionName).toBe('fn7');
  });

  it('a timer that finishes with success emits a metric', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe();
    const timer = InvocationTimer.start(bus, 'test-plugin', 'do_thing');
    await sleep(3);
    timer.finishSuccess(1_024);
    const metric = await received(receiver);
    expect(metric).toMatchObject({
      pluginId: 'test-plugin',
      functionName: 'do_thing',
      status: { kind: 'success' },
      memoryPeakBytes: 1_024,
    });
    expect(metric.wallTimeUs).toBeGreaterThanOrEqual(1_000);
  });

  it('a timer that finishes with failure includes the error', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe();
    InvocationTimer.start(bus, 'test-plugin', 'do_thing').finishFailure('boom', 0);
    expect((await received(receiver)).status).toEqual({ kind: 'failure', error: 'boom' });
  });

  it('a timer that leaves its scope unfinished emits a dropped metric', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe();
    {
      using _ = InvocationTimer.start(bus, 'test-plugin', 'leaked');
    }
    expectProblems('invocation.dropped test-plugin.leaked');
    expect(await received(receiver)).toMatchObject({
      functionName: 'leaked',
      status: { kind: 'dropped' },
      memoryPeakBytes: 0,
    });
  });

  it('the start is when the timer started, and not when it finished', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe();
    const timer = InvocationTimer.start(bus, 'test-plugin', 'fn');
    const { startedAt } = timer;
    await sleep(6);
    timer.finishSuccess(0);
    const metric = await received(receiver);
    expect(metric.startedAt).toBe(startedAt);
    expect(Date.now() - metric.startedAt).toBeGreaterThanOrEqual(4);
  });

  it('who lags is told how many it missed, and goes on from the oldest kept', async () => {
    const bus = new InvocationMetricsBus({ capacity: 2 });
    const receiver = bus.subscribe();
    for (let n = 1; n <= 5; n += 1) bus.record(metricOf(n));
    expect((await receiver.next()).value).toEqual({ lagged: 3 });
    expect((await received(receiver)).functionName).toBe('fn4');
    expect((await received(receiver)).functionName).toBe('fn5');
  });
});
