import { expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { recordedSpans } from '../test/recorded-spans.js';
import { traceEveryTest } from '../test/trace-every-test.js';
import {
  currentCall,
  type FnTrace,
  frozenTrace,
  op,
  type SpanOfCall,
  type SpanPort,
  schedule,
  startTracing,
  TraceLog,
  type TraceSink,
  traced,
  traceToJson,
} from './index.js';
import { noSpan } from './internal.js';

failOnProblems();

const twice = traced('twice', { type: 'query' }, (value: number) => value * 2);

describe('tracing', () => {
  it('is on once per process', () => {
    using _ = startTracing();
    expect(() => startTracing()).toThrow('tracing is on already');
  });

  it('can be on again once it was stopped, and stopping again stops nobody else', () => {
    const first = startTracing();
    first.stop();
    using _ = startTracing();
    first.stop();
    expect(() => startTracing()).toThrow('tracing is on already');
  });

  it.each([{ ops: 0 }, { depth: 1.5 }, { name: Number.NaN }])('refuses a limit of %j and stays off', (limits) => {
    expect(() => startTracing({ limits })).toThrow(/^limits\.(ops|depth|name): .* is not a positive whole number/);
    startTracing().stop();
  });

  it('refuses options that nobody reads, and stays off', () => {
    // @ts-expect-error it is `listeners`
    expect(() => startTracing({ listener: () => {} })).toThrow('startTracing(): unknown option "listener"');
    startTracing().stop();
  });

  it('lets calls under way finish for the listeners it was started with', async () => {
    const log = new TraceLog();
    const tracing = startTracing({ listeners: [(trace) => log.push(trace)] });
    const done = traced('slow', { type: 'query' }, async () => {
      await Promise.resolve();
      return twice(1);
    })();
    tracing.stop();
    await expect(done).resolves.toBe(2);
    expect(log.recent().map(({ fnName }) => fnName)).toEqual(['slow']);
  });
});

describe('a listener', () => {
  const tracing = traceEveryTest();

  it('hears every call until it is undone', () => {
    const told: string[] = [];
    {
      using _ = tracing.running.onTrace(({ fnName }) => told.push(fnName));
      twice(1);
    }
    twice(1);
    expect(told).toEqual(['twice']);
  });

  it('is undone without undoing another that is the same function', () => {
    const told: string[] = [];
    const listener = ({ fnName }: FnTrace): void => void told.push(fnName);
    tracing.running.onTrace(listener);
    const undo = tracing.running.onTrace(listener);
    undo();
    undo();
    twice(1);
    expect(told).toEqual(['twice']);
  });

  it('that throws or rejects reaches neither the app nor the others', async () => {
    const told: string[] = [];
    tracing.running.onTrace(() => {
      throw new Error('listener');
    });
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- apps do hand over async listeners
    tracing.running.onTrace(async () => {
      throw new Error('async listener');
    });
    tracing.running.onTrace(({ fnName }) => told.push(fnName));
    expect(twice(2)).toBe(4);
    await expect(traced('later', { type: 'query' }, async () => 'value')()).resolves.toBe('value');
    const failure = new Error('app');
    const fail = traced('fail', { type: 'query' }, () => {
      throw failure;
    });
    expect(fail).toThrow(failure);
    await new Promise(setImmediate);
    expect(told).toEqual(['twice', 'later', 'fail']);
    expect(tracing.log.totalCount).toBe(3);
    expectProblems('call.listener');
  });

  it('may come and go while a trace is told', () => {
    const told: string[] = [];
    const add = (): void => {
      told.push('heard');
      tracing.running.onTrace(add);
    };
    const undo = tracing.running.onTrace(() => undo());
    tracing.running.onTrace(add);
    twice(1);
    expect(told).toEqual(['heard']);
  });

  it('is not told of what it does itself, now or later', async () => {
    const saved: string[] = [];
    const save = traced('saveTrace', { type: 'mutation' }, async (trace: FnTrace) => {
      await Promise.resolve();
      expect(currentCall()).toBeUndefined();
      op('insert', 'Trace', () => saved.push(trace.fnName));
      twice(1);
    });
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- apps do hand over async listeners
    tracing.running.onTrace(save);
    traced('outer', { type: 'query' }, () => twice(2))();
    await new Promise(setImmediate);
    expect(saved).toEqual(['twice', 'outer']);
    expect(tracing.tree()).toBe('outer\n  twice');
  });
});

describe('a sink', () => {
  it('keeps records, of which everybody gets the one trace, plain and frozen in all its parts', () => {
    const log = new TraceLog();
    const heard: FnTrace[] = [];
    const read: FnTrace[] = [];
    const reader: TraceSink = { push: (finished) => read.push(frozenTrace(finished)) };
    using _ = startTracing({ sinks: [log, reader], listeners: [(trace) => heard.push(trace)] });
    traced('call', { type: 'query' }, () => op('get', 'lot', () => schedule('later')))();
    const [trace] = heard;
    if (trace === undefined) throw new Error('nothing heard');
    expect(log.recent()[0]).toBe(trace);
    expect(log.byFn('call')[0]).toBe(trace);
    expect(read[0]).toBe(trace);
    expect(frozenTrace(trace)).toBe(trace);
    const parts = [trace, trace.outcome, trace.ops, ...trace.ops, trace.opSummary, trace.schedules, ...trace.schedules];
    for (const part of parts) {
      expect(Object.isFrozen(part)).toBe(true);
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(part));
    }
  });

  it('can read a record as it would read the trace', () => {
    const read: string[] = [];
    const reader: TraceSink = {
      push(finished) {
        const trace = frozenTrace(finished);
        read.push(traceToJson(finished), traceToJson(trace), JSON.stringify(finished), JSON.stringify(trace));
      },
    };
    using _ = startTracing({ sinks: [reader], limits: { ops: 2 } });
    traced('call', { type: 'query' }, () => {
      for (const entity of ['lot', 'bid', 'user']) op('get', entity, () => [1]);
      schedule('later');
    })();
    expect(read[0]).toBe(read[1]);
    expect(read[2]).toBe(read[3]);
    expect(read[0]).toContain('"entity":"bid"');
  });

  it('keeps every call before a listener hears of it, and stays when others come', () => {
    const log = new TraceLog();
    const kept: number[] = [];
    using running = startTracing({ sinks: [log, { push: () => void kept.push(log.length) }] });
    running.onTrace(() => kept.push(-log.length));
    twice(1);
    twice(2);
    expect(kept).toEqual([1, -1, 2, -2]);
  });

  it('that throws reaches neither the app nor the others', () => {
    const log = new TraceLog();
    const failing = {
      push: () => {
        throw new Error('sink');
      },
    };
    using _ = startTracing({ sinks: [failing, log] });
    expect(twice(2)).toBe(4);
    expect(log.totalCount).toBe(1);
    expectProblems('call.sink');
  });
});

describe('a span port', () => {
  it('opens, runs and closes one span per call, and hears the finished call', async () => {
    const port = recordedSpans();
    using _ = startTracing({ spans: port });
    const inner = traced('inner', { type: 'query' }, () => port.active());
    await traced('outer', { type: 'query' }, async () => {
      expect(inner()).toBe('inner');
      expect(port.active()).toBe('outer');
    })();
    expect(port.spans).toMatchObject([
      { fnName: 'outer', parent: undefined, trace: { fnName: 'outer', outcome: { status: 'ok' } } },
      { fnName: 'inner', parent: 'outer', trace: { fnName: 'inner' } },
    ]);
    expect(port.spans[1]?.trace?.parentCallId).toBe(port.spans[0]?.trace?.callId);
  });

  it('closes a span with the start it was opened with, in fractions of milliseconds', () => {
    const times: number[] = [];
    const spans: SpanPort = {
      open: ({ startedAtPrecisely }) => {
        times.push(startedAtPrecisely);
        return { ...noSpan, close: (_trace, start) => times.push(start) };
      },
    };
    using _ = startTracing({ spans });
    twice(1);
    expect(times[0]).toBe(times[1]);
    expect(Math.abs(times[0]! - Date.now())).toBeLessThan(1_000);
  });
});

describe('a span port that is broken', () => {
  const broken = (): never => {
    throw new Error('span');
  };
  const runs: Readonly<Record<string, SpanOfCall['run']>> = {
    'throws before the body': broken,
    'throws after the body': (body) => {
      body();
      return broken();
    },
    'never runs the body': () => undefined as never,
    'runs the body twice': (body) => {
      body();
      return body();
    },
    'gives something else': (body) => {
      body();
      return 'else' as never;
    },
    'swallows what the body throws': (body) => {
      try {
        return body();
      } catch {
        return undefined as never;
      }
    },
    'throws something else': (body) => {
      try {
        return body();
      } catch {
        return broken();
      }
    },
    'runs the body again later': (body) => {
      setImmediate(() => {
        try {
          body();
        } catch {
          // The body's own error, given again.
        }
      });
      return body();
    },
  };
  const ports: Readonly<Record<string, SpanPort>> = {
    'cannot open': { open: broken },
    'opens nothing': { open: () => undefined as never },
    'cannot close': { open: () => ({ ...noSpan, close: broken }) },
    ...Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, { open: () => ({ ...noSpan, run }) }])),
  };

  it.each(Object.entries(ports))('leaves results, errors and traces as they are: %s', async (_, spans) => {
    const log = new TraceLog();
    using _tracing = startTracing({ spans, listeners: [(trace) => log.push(trace)] });
    const failure = new TypeError('app');
    let bodies = 0;
    const body = (fail: boolean): string => {
      bodies += 1;
      if (fail) throw failure;
      return 'value';
    };
    const sync = traced('sync', { type: 'query' }, body);
    const asynchronous = traced('async', { type: 'query' }, async (fail: boolean) => body(fail));
    const streaming = traced('stream', { type: 'query' }, async function* () {
      yield body(false);
      yield currentCall()?.fnName;
    });
    expect(sync(false)).toBe('value');
    expect(() => sync(true)).toThrow(failure);
    await expect(asynchronous(false)).resolves.toBe('value');
    await expect(asynchronous(true)).rejects.toBe(failure);
    const chunks: unknown[] = [];
    for await (const chunk of streaming()) chunks.push(chunk);
    expect(chunks).toEqual(['value', 'stream']);
    await new Promise(setImmediate);
    expect(bodies).toBe(5);
    expect(log.recent().map(({ fnName, outcome }) => `${fnName} ${outcome.status}`)).toEqual([
      'stream ok',
      'async error',
      'async ok',
      'sync error',
      'sync ok',
    ]);
    if (heardProblems().length > 0) expectProblems('call.span');
  });

  it('is reported', () => {
    using _ = startTracing({ spans: ports['throws after the body']! });
    expect(twice(1)).toBe(2);
    expectProblems(/twice: its span failed around the code; the code goes on without it/);
  });
});
