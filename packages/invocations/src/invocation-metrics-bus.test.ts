import { setImmediate as turn } from 'node:timers/promises';
import { expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import { metricOf, nameOf, namesIn } from '../test/metric-of.js';
import {
  type InvocationMetric,
  InvocationMetricsBus,
  type InvocationReceiver,
  type InvocationReceiverOptions,
  isLagged,
  type Lagged,
} from './index.js';

failOnProblems();

function recordAll(bus: InvocationMetricsBus, ...numbers: readonly number[]): void {
  for (const number of numbers) bus.record(metricOf(number));
}

function recordMany(bus: InvocationMetricsBus, count: number): void {
  for (let number = 0; number < count; number += 1) bus.record(metricOf(number));
}

async function readToTheEnd(receiver: InvocationReceiver): Promise<string[]> {
  const names: string[] = [];
  for await (const received of receiver) names.push(nameOf(received));
  return names;
}

describe('a receiver', () => {
  it('sees nothing of what was recorded before it subscribed', () => {
    const bus = new InvocationMetricsBus();
    const first = bus.subscribe();
    recordAll(bus, 1);
    const second = bus.subscribe();
    recordAll(bus, 2);
    expect([namesIn(first), namesIn(second)]).toEqual([['fn1', 'fn2'], ['fn2']]);
  });

  it('keeps 256 metrics, or as many as its bus or it itself says', () => {
    const plain = new InvocationMetricsBus().subscribe();
    const bus = new InvocationMetricsBus({ capacity: 3 });
    const [ofBus, own] = [bus.subscribe(), bus.subscribe({ capacity: 5 })];
    const numbers = Array.from({ length: 7 }, (_, number) => number);
    recordAll(bus, ...numbers);
    expect([ofBus.pending, own.pending]).toEqual([3, 5]);
    expect(plain.pending).toBe(0);
    const wide = new InvocationMetricsBus();
    const receiver = wide.subscribe();
    for (let number = 0; number < 300; number += 1) wide.record(metricOf(number));
    expect(receiver).toMatchObject({ pending: 256, missed: 44 });
  });

  it('is told each lag once, in its place, and then goes on from the oldest that was kept', () => {
    const bus = new InvocationMetricsBus({ capacity: 2 });
    const receiver = bus.subscribe();
    recordAll(bus, 1, 2, 3);
    expect(receiver.take()).toEqual({ lagged: 1 });
    recordAll(bus, 4);
    expect(namesIn(receiver)).toEqual(['-1', 'fn3', 'fn4']);
    recordAll(bus, 5, 6, 7, 8, 9);
    expect(namesIn(receiver)).toEqual(['-3', 'fn8', 'fn9']);
    expect(receiver).toMatchObject({ delivered: 4, missed: 5, pending: 0, disconnected: false });
  });

  it('waits, in a loop too, and ends with its bus after what is pending', async () => {
    const bus = new InvocationMetricsBus({ capacity: 2 });
    const waiting = readToTheEnd(bus.subscribe());
    await turn();
    recordAll(bus, 1, 2, 3, 4);
    await turn();
    recordAll(bus, 5);
    bus.close();
    expect(await waiting).toEqual(['fn1', '-1', 'fn3', 'fn4', 'fn5']);
  });

  it('leaves when it is closed, when its loop is left, and at the end of its scope', async () => {
    const bus = new InvocationMetricsBus();
    const closed = bus.subscribe();
    recordAll(bus, 1);
    closed.close();
    closed.close();
    expect(closed).toMatchObject({ delivered: 0, missed: 1, pending: 0, disconnected: true });
    expect([closed.take(), await closed.next()]).toEqual([undefined, { done: true, value: undefined }]);
    const left = bus.subscribe();
    recordAll(bus, 2);
    for await (const received of left) {
      expect(nameOf(received)).toBe('fn2');
      break;
    }
    {
      using _ = bus.subscribe();
      await using __ = bus.subscribe();
      expect(bus.subscriberCount).toBe(2);
    }
    expect(bus.subscriberCount).toBe(0);
  });

  it('ends for whoever waits at it when it is closed', async () => {
    const receiver = new InvocationMetricsBus().subscribe();
    const waiting = receiver.next();
    receiver.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('gives frozen lags that are told from metrics', () => {
    const bus = new InvocationMetricsBus({ capacity: 1 });
    const receiver = bus.subscribe();
    recordAll(bus, 1, 2);
    const [lag, metric] = [receiver.take(), receiver.take()];
    expect([lag, metric].map(isLagged)).toEqual([true, false]);
    expect(Object.isFrozen(lag)).toBe(true);
    expect([undefined, null, 3, 'lagged', {}].some(isLagged)).toBe(false);
  });
});

describe('a listener', () => {
  it('is called with every metric before record() returns, and misses nothing', () => {
    const bus = new InvocationMetricsBus({ capacity: 1 });
    let heard = 0;
    bus.onMetric(() => {
      heard += 1;
    });
    for (let number = 1; number <= 100_000; number += 1) {
      bus.record(metricOf(number));
      if (heard !== number) throw new Error(`heard ${heard} of ${number}`);
    }
  });

  it('hears nothing more from the moment it is undone, and counts as a subscriber until then', () => {
    const bus = new InvocationMetricsBus();
    const names: string[] = [];
    const listener = (metric: InvocationMetric) => names.push(nameOf(metric));
    const stop = bus.onMetric(listener);
    {
      using _ = bus.onMetric(listener);
      bus.subscribe();
      expect(bus.subscriberCount).toBe(3);
      recordAll(bus, 1);
    }
    recordAll(bus, 2);
    stop();
    stop();
    recordAll(bus, 3);
    expect(names).toEqual(['fn1', 'fn1', 'fn2']);
    expect(bus.subscriberCount).toBe(1);
  });

  it('that throws or rejects is reported once, and hurts nobody', async () => {
    const bus = new InvocationMetricsBus();
    const failure = new Error('listener');
    const names: string[] = [];
    bus.onMetric(() => {
      throw failure;
    });
    const rejecting: () => unknown = () => Promise.reject(failure);
    bus.onMetric(rejecting);
    bus.onMetric((metric) => names.push(nameOf(metric)));
    const receiver = bus.subscribe();
    recordAll(bus, 1, 2);
    await turn();
    expectProblems('invocation.listener');
    expect(heardProblems()).toEqual([
      {
        key: 'invocation.listener',
        message: 'onMetric(): a listener failed; that metric may be lost there, and the others go on; fix the error',
        cause: failure,
      },
    ]);
    expect(problems().map(({ count }) => count)).toEqual([4]);
    expect([names, namesIn(receiver)]).toEqual([
      ['fn1', 'fn2'],
      ['fn1', 'fn2'],
    ]);
  });

  it('hears what it records itself after what it was called with, as all others do', () => {
    const bus = new InvocationMetricsBus();
    const heard: string[] = [];
    const receiver = bus.subscribe();
    bus.onMetric(({ functionName }) => {
      heard.push(`a ${functionName}`);
      if (functionName === 'fn1') recordAll(bus, 2, 3);
      if (functionName === 'fn2') recordAll(bus, 4);
      heard.push('a is done');
    });
    bus.onMetric((metric) => heard.push(`b ${nameOf(metric)}`));
    recordAll(bus, 1);
    const one = (name: string) => [`a ${name}`, 'a is done', `b ${name}`];
    expect(heard).toEqual(['fn1', 'fn2', 'fn3', 'fn4'].flatMap(one));
    expect(namesIn(receiver)).toEqual(['fn1', 'fn2', 'fn3', 'fn4']);
  });

  it('that records whenever it is called is stopped, and the loss is counted', () => {
    const bus = new InvocationMetricsBus();
    let heard = 0;
    bus.onMetric(() => {
      heard += 1;
      recordAll(bus, 2);
    });
    recordAll(bus, 1);
    expectProblems('invocation.listener_endless');
    expect(heard).toBe(10_001);
    expect(problems().map(({ count }) => count)).toEqual([1]);
    recordAll(bus, 1);
    expect(heard).toBe(20_002);
  });
});

describe('a listener that records many metrics whenever it is called', () => {
  it('makes one record() keep and tell no more than the bound, and every loss is counted', () => {
    const bus = new InvocationMetricsBus();
    let heard = 0;
    let kept = 0;
    let recorded = 0;
    bus.onMetric(() => {
      heard += 1;
      recordMany(bus, 100);
      recorded += 100;
      const { later } = (bus as unknown as { readonly listeners: { readonly later: readonly unknown[] } }).listeners;
      kept = Math.max(kept, later.length);
    });
    recordAll(bus, 1);
    expectProblems('invocation.listener_endless');
    expect([heard, kept]).toEqual([10_001, 10_000]);
    expect(problems().map(({ count }) => count)).toEqual([recorded - 10_000]);
  });

  it('loses nothing where all of it is within the bound', () => {
    const bus = new InvocationMetricsBus();
    let heard = 0;
    bus.onMetric(({ functionName }) => {
      heard += 1;
      if (functionName === 'fn1' && heard === 1) recordMany(bus, 10_000);
    });
    recordAll(bus, 1);
    expect(heard).toBe(10_001);
  });
});

it('lets receivers and listeners come and go in a time that does not grow with how many there are', () => {
  function comeAndGo(count: number): void {
    const bus = new InvocationMetricsBus({ capacity: 1 });
    const receivers = Array.from({ length: count }, () => bus.subscribe());
    const undos = Array.from({ length: count }, () => bus.onMetric(() => {}));
    for (const receiver of receivers) receiver.close();
    for (const undo of undos) undo();
    expect(bus.subscriberCount).toBe(0);
  }
  function millisecondsFor(buses: number, subscribers: number): number {
    const start = performance.now();
    for (let made = 0; made < buses; made += 1) comeAndGo(subscribers);
    return performance.now() - start;
  }
  millisecondsFor(1, 1_000);
  const apart = millisecondsFor(20, 1_000);
  const together = Math.min(millisecondsFor(1, 20_000), millisecondsFor(1, 20_000));
  // Twenty times as long where the time of each grows with how many there are.
  expect(together).toBeLessThan(apart * 8);
}, 120_000);

describe('a receiver that waits with a limit', () => {
  const TIMED_OUT = { done: false, value: undefined, gaveUp: 'timeout' };

  it('gives up, which is neither an end nor a lag, and swallows nothing', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe({ capacity: 2 });
    expect(await receiver.next({ timeoutMillis: 1 })).toEqual(TIMED_OUT);
    recordAll(bus, 1, 2, 3);
    expect(await receiver.next({ timeoutMillis: 1 })).toEqual({ done: false, value: { lagged: 1 } });
    expect(await receiver.next({ timeoutMillis: 1 })).toMatchObject({ value: { functionName: 'fn2' } });
    expect(await receiver.next({ timeoutMillis: 1 })).toMatchObject({ value: { functionName: 'fn3' } });
    bus.close();
    expect(await receiver.next({ timeoutMillis: 1 })).toEqual({ done: true, value: undefined });
  });

  it('still has its lag to tell when its signal was aborted before', async () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe({ capacity: 1 });
    recordAll(bus, 1, 2);
    expect(await receiver.next({ signal: AbortSignal.abort() })).toMatchObject({ gaveUp: 'signal' });
    expect([receiver.take(), nameOf(receiver.take()!)]).toEqual([{ lagged: 1 }, 'fn2']);
  });
});

it('hears of a listener that rejects, whatever its promise is made of', async () => {
  class Odd extends Promise<void> {
    static override get [Symbol.species](): PromiseConstructor {
      throw new Error('no species');
    }
  }
  const bus = new InvocationMetricsBus();
  bus.onMetric(async () => {
    throw new Error('rejected');
  });
  bus.onMetric(() => new Odd(() => {}));
  recordAll(bus, 1);
  await turn();
  expectProblems('invocation.listener');
  expect(problems().map(({ count }) => count)).toEqual([2]);
});

describe('while a metric is recorded', () => {
  /** A bus whose first listener does something when it hears of `fn1`. */
  function doing(what: (bus: InvocationMetricsBus) => void): InvocationMetricsBus {
    const bus = new InvocationMetricsBus();
    bus.onMetric(({ functionName }) => {
      if (functionName === 'fn1') what(bus);
    });
    return bus;
  }

  it('whoever comes gets later metrics only', () => {
    const names: string[] = [];
    const receivers: InvocationReceiver[] = [];
    const bus = doing((it) => {
      it.record(metricOf(2));
      receivers.push(it.subscribe());
      it.onMetric((metric) => names.push(nameOf(metric)));
    });
    recordAll(bus, 1, 3);
    expect([names, ...receivers.map(namesIn)]).toEqual([['fn3'], ['fn3']]);
  });

  it('whoever goes hears nothing more', () => {
    const names: string[] = [];
    const bus = doing((it) => {
      it.record(metricOf(2));
      stop();
    });
    const stop = bus.onMetric((metric) => names.push(nameOf(metric)));
    recordAll(bus, 1);
    expect(names).toEqual([]);
  });

  it('the bus may be closed', () => {
    const names: string[] = [];
    const bus = doing((it) => it.close());
    const receiver = bus.subscribe();
    bus.onMetric((metric) => names.push(nameOf(metric)));
    recordAll(bus, 1, 2);
    expect([names, namesIn(receiver)]).toEqual([[], ['fn1']]);
  });
});

describe('a closed bus', () => {
  it('records nothing, and takes nobody', () => {
    const bus = new InvocationMetricsBus();
    const receiver = bus.subscribe();
    {
      using _ = bus;
    }
    bus.close();
    recordAll(bus, 1);
    receiver.close();
    expect([bus.subscriberCount, receiver.pending]).toEqual([0, 0]);
    const closed = 'InvocationMetricsBus: already closed; subscribe before close()';
    expect(() => bus.subscribe()).toThrow(closed);
    expect(() => bus.onMetric(() => {})).toThrow(closed);
  });
});

it('refuses what it cannot do', () => {
  expect(() => new InvocationMetricsBus({ capacity: 0 })).toThrow('capacity: 0 is not a positive whole number;');
  expect(() => new InvocationMetricsBus({ size: 1 } as object)).toThrow(
    'InvocationMetricsBus: unknown option "size"; use one of "capacity"',
  );
  const bus = new InvocationMetricsBus();
  expect(() => bus.subscribe({ capacity: 1.5 })).toThrow('capacity: 1.5 is not a positive whole number;');
  expect(() => bus.subscribe({ policy: 'block' } as InvocationReceiverOptions)).toThrow(
    'subscribe(): unknown option "policy"; use one of "capacity", "name"',
  );
  expect(() => bus.subscribe({ name: 1 } as object)).toThrow('name: 1 is not a text; give the name that problems show');
  expect(() => bus.onMetric(undefined as unknown as () => void)).toThrow(
    'onMetric(listener): undefined is not a function; give a function',
  );
  expect(bus.subscriberCount).toBe(0);
});

it('leaves out what is no metric, and says so once', () => {
  const bus = new InvocationMetricsBus();
  bus.record(undefined as unknown as InvocationMetric);
  const receiver = bus.subscribe();
  for (const wrong of [undefined, null, 'metric']) bus.record(wrong as unknown as InvocationMetric);
  expectProblems('invocation.metric');
  expect(receiver.pending).toBe(0);
  expect(problems().map(({ message, count }) => [message, count])).toEqual([
    ['record(): undefined is not an InvocationMetric; it is left out; give an object', 3],
  ]);
});

it('is typed', () => {
  const received: InvocationMetric | Lagged | undefined = new InvocationMetricsBus().subscribe().take();
  // @ts-expect-error it may be a lag
  expect(received?.functionName).toBeUndefined();
  // @ts-expect-error a receiver never holds up the host, and so there is no policy to choose
  expect(() => new InvocationMetricsBus().subscribe({ policy: 'block' })).toThrow();
  // @ts-expect-error a failure says with what
  expect(metricOf(1, { status: { kind: 'failure' } }).status).toEqual({ kind: 'failure' });
});
