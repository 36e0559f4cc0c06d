import { expectProblems, failOnProblems, HOSTILE_VALUES, heardProblems } from '@portcall/conformance';
import { type Clock, problems } from '@portcall/core';
import fc from 'fast-check';
import { type InvocationMetric, InvocationMetricsBus, InvocationTimer } from './index.js';

failOnProblems();

/** A clock that stands still until the test moves it. */
class HandClock implements Clock {
  private now = 0;

  pass(ms: number): void {
    this.now += ms;
  }

  monotonic = (): number => 5_000 + this.now;
  wall = (): number => 1_700_000_000_000.25 + this.now;
}

let bus: InvocationMetricsBus;
let metrics: InvocationMetric[];
let clock: HandClock;

beforeEach(() => {
  bus = new InvocationMetricsBus();
  metrics = [];
  bus.onMetric((metric) => metrics.push(metric));
  clock = new HandClock();
});

const start = (plugin = 'resize', fn = 'on_request'): InvocationTimer => InvocationTimer.start(bus, plugin, fn, clock);

describe('a timer', () => {
  it('measures whole microseconds from its start, and keeps the wall clock at its start', () => {
    const timer = start();
    clock.pass(12.3456);
    timer.finishSuccess(2_048);
    expect(metrics).toEqual([
      {
        pluginId: 'resize',
        functionName: 'on_request',
        startedAt: 1_700_000_000_000.25,
        wallTimeUs: 12_345,
        memoryPeakBytes: 2_048,
        status: { kind: 'success' },
      },
    ]);
    expect(timer.startedAt).toBe(1_700_000_000_000.25);
  });

  it('says nothing of memory that nobody measured', () => {
    start().finishSuccess();
    start().finishFailure('no');
    expect(metrics.map(({ memoryPeakBytes }) => memoryPeakBytes)).toEqual([0, 0]);
  });

  it('gives metrics that nobody can change', () => {
    start().finishSuccess();
    start().finishFailure(new Error('no'));
    for (const metric of metrics) expect([metric, metric.status].every(Object.isFrozen)).toBe(true);
  });

  it('makes no metric while nobody subscribes, and still knows that it is finished', () => {
    bus.close();
    const timer = start();
    timer.finishSuccess();
    timer.finishSuccess();
    expectProblems('invocation.finished resize.on_request');
    expect(metrics).toEqual([]);
  });

  it.each([
    ['a text', 'boom', 'boom'],
    ['an error', new RangeError('out of range'), 'out of range'],
    ['an error without words', new TypeError(), 'TypeError'],
    ['an object', { message: 'said so' }, 'said so'],
    ['nothing', undefined, 'undefined'],
    ['a number', 42, '42'],
    ['half a character', 'a\ud800', 'a\ufffd'],
    ['a long text, whole as the seed', 'x'.repeat(500_000), 'x'.repeat(500_000)],
  ])('keeps of %s what it says', (_, error, kept) => {
    start().finishFailure(error);
    expect(metrics[0]?.status).toEqual({ kind: 'failure', error: kept });
  });
});

it('keeps ids whole as the seed, so that no two of them become one', () => {
  const [one, other] = [`${'x'.repeat(1_000)}1`, `${'x'.repeat(1_000)}2`];
  for (const id of [one, other]) InvocationTimer.start(bus, id, id, clock).finishSuccess();
  expect(metrics.map(({ pluginId, functionName }) => [pluginId, functionName])).toEqual([
    [one, one],
    [other, other],
  ]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (id) => {
      InvocationTimer.start(bus, id, 'f', clock).finishSuccess();
      return metrics.at(-1)?.pluginId === id;
    }),
  );
});

describe('a timer that is left unfinished', () => {
  it('is dropped at the end of its scope, with the time until then and one warning that says which and how to fix it', () => {
    for (let i = 0; i < 3; i += 1) {
      using _ = start();
      clock.pass(7);
    }
    expectProblems('invocation.dropped resize.on_request');
    expect(heardProblems().map(({ message }) => message)).toEqual([
      'resize.on_request: its timer was left without finishSuccess() or finishFailure(); a dropped invocation is recorded; finish it on every path, failures included',
    ]);
    expect(problems().map(({ count }) => count)).toEqual([3]);
    expect(
      metrics.map(({ status, wallTimeUs, memoryPeakBytes }) => [status.kind, wallTimeUs, memoryPeakBytes]),
    ).toEqual(new Array(3).fill(['dropped', 7_000, 0]));
  });

  it('is dropped where its scope is left by an error, which goes on', () => {
    const invoke = () => {
      using _ = start();
      throw new Error('plugin');
    };
    expect(invoke).toThrow('plugin');
    expectProblems('invocation.dropped resize.on_request');
    expect(metrics.map(({ status }) => status.kind)).toEqual(['dropped']);
  });

  it('is dropped with a warning of its own per plugin and function', () => {
    start('a', 'f')[Symbol.dispose]();
    start('a', 'g')[Symbol.dispose]();
    start('b', 'f')[Symbol.dispose]();
    expectProblems('invocation.dropped a.f', 'invocation.dropped a.g', 'invocation.dropped b.f');
  });

  it('is dropped once', () => {
    const timer = start();
    timer[Symbol.dispose]();
    timer[Symbol.dispose]();
    expectProblems('invocation.dropped resize.on_request');
    expect(metrics).toHaveLength(1);
  });
});

describe('a second finish', () => {
  it('is left out and reported, never thrown', () => {
    {
      using timer = start();
      timer.finishSuccess(1);
      timer.finishFailure('late', 2);
      timer.finishSuccess(3);
    }
    expectProblems('invocation.finished resize.on_request');
    expect(heardProblems()[0]?.message).toBe(
      'resize.on_request: its timer was finished a second time; the second finish is left out; finish it once, or start another',
    );
    expect(problems().map(({ count }) => count)).toEqual([2]);
    expect(metrics.map(({ status, memoryPeakBytes }) => [status.kind, memoryPeakBytes])).toEqual([['success', 1]]);
  });

  it('is one after the scope was left, too', () => {
    const timer = start();
    timer[Symbol.dispose]();
    timer.finishSuccess();
    expectProblems('invocation.dropped resize.on_request', 'invocation.finished resize.on_request');
    expect(metrics.map(({ status }) => status.kind)).toEqual(['dropped']);
  });
});

describe('what a host without types gives', () => {
  it.each([
    [Number.NaN, 0],
    [-1, 0],
    [Number.POSITIVE_INFINITY, 0],
    ['1024', 0],
    [10n, 0],
    [null, 0],
  ])('as a peak of memory, %p, is 0 and said once', (given, kept) => {
    start().finishSuccess(given as number);
    expectProblems('invocation.memory resize.on_request');
    expect(metrics[0]?.memoryPeakBytes).toBe(kept);
  });

  it('as a peak of memory with a fraction is whole bytes', () => {
    start().finishSuccess(1_024.9);
    expect(metrics[0]?.memoryPeakBytes).toBe(1_024);
  });

  it.each(Object.keys(HOSTILE_VALUES))(
    'as ids, an error or a number, %s, never throws and gives a sound metric',
    (kind) => {
      const hostile = (): never => HOSTILE_VALUES[kind]!() as never;
      const silent = jest.spyOn(console, 'warn').mockImplementation(() => {});
      expect(() => {
        InvocationTimer.start(bus, hostile(), hostile(), clock).finishSuccess(hostile());
        InvocationTimer.start(bus, hostile(), hostile(), clock).finishFailure(hostile(), hostile());
        InvocationTimer.start(bus, hostile(), hostile(), clock)[Symbol.dispose]();
      }).not.toThrow();
      expect(metrics).toHaveLength(3);
      for (const { pluginId, functionName, memoryPeakBytes, status } of metrics) {
        for (const name of [pluginId, functionName]) {
          expect(typeof name).toBe('string');
        }
        expect(Number.isFinite(memoryPeakBytes) && memoryPeakBytes >= 0).toBe(true);
        if (status.kind === 'failure') expect(status.error.isWellFormed()).toBe(true);
      }
      expectProblems(...heardProblems().map(({ key }) => key));
      silent.mockRestore();
    },
  );

  it('as a bus, is reported when the invocation ends', () => {
    InvocationTimer.start(undefined as never, 'resize', 'on_request').finishSuccess();
    expectProblems('invocation.lost');
    expect(heardProblems()[0]?.message).toBe(
      'resize.on_request: its invocation could not be recorded; it is lost; start timers with an InvocationMetricsBus',
    );
  });

  it('as a clock that goes backwards, takes no time', () => {
    const timer = start();
    clock.pass(-5);
    timer.finishSuccess();
    expect(metrics[0]?.wallTimeUs).toBe(0);
  });
});
