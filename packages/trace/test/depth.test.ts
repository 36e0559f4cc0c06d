import { failOnProblems } from '@portcall/conformance';
import { type AnyFunction, currentCall, DEFAULT_LIMITS, op, startTracing, TraceLog, traced } from '../src/index.js';
import { recordedSpans } from './recorded-spans.js';
import { traceEveryTest } from './trace-every-test.js';

failOnProblems();

describe('calls nested deeply', () => {
  const tracing = traceEveryTest();

  it('are traced up to the limit, and counted in the deepest trace from there', async () => {
    const descend: (left: number) => Promise<number> = traced('descend', { type: 'query' }, async (left: number) => {
      await Promise.resolve();
      return left === 0 ? 0 : 1 + (await descend(left - 1));
    });
    expect(await descend(9_999)).toBe(9_999);
    expect(tracing.log.totalCount).toBe(DEFAULT_LIMITS.depth);
    const deepest = tracing.log.recent().find(({ cut }) => cut !== undefined);
    expect(deepest?.cut).toEqual({ ops: 0, schedules: 0, characters: 0, calls: 10_000 - DEFAULT_LIMITS.depth });
    expect(tracing.tree().split('\n')).toHaveLength(DEFAULT_LIMITS.depth + 1);
  });

  it.each([
    // What a tree is walked with: the least that a function that does something needs of the stack.
    ['half', 'walks a tree', walk, 1 / 2],
    // To the smallest frame there is, one more is added. A wrapper that does nothing but call reaches two fifths.
    ['a third', 'only calls itself', descend, 1 / 3],
  ])(
    'go at least %s as deep into the stack as untraced ones, where the function %s',
    (_part, _what, recursion, part) => {
      const untraced = deepest(recursion, (fn) => fn);
      const reached = deepest(recursion, (fn) => traced('recursion', { type: 'query' }, fn));
      expect(reached).toBeGreaterThan(untraced * part);
      expect(currentCall()).toBeUndefined();
    },
  );

  it('that overflow the stack fail as untraced ones do, and leave tracing as it was', () => {
    const endless: () => void = traced('endless', { type: 'query' }, () => endless());
    expect(endless).toThrow('Maximum call stack size exceeded');
    expect(tracing.log.totalCount).toBe(DEFAULT_LIMITS.depth);
    expect(tracing.log.errors(1)[0]?.outcome).toMatchObject({ status: 'error', code: 'RangeError' });
    expect(traced('after', { type: 'query' }, () => currentCall()?.parentCallId)()).toBeUndefined();
  });

  it('leave tracing as it was also with spans around them', () => {
    tracing.running.stop();
    const spans = recordedSpans();
    using _ = startTracing({ spans });
    const endless: () => void = traced('endless', { type: 'query' }, () => endless());
    expect(endless).toThrow('Maximum call stack size exceeded');
    expect(spans.spans.filter(({ trace }) => trace === undefined)).toEqual([]);
    expect(spans.active()).toBeUndefined();
  });

  it('are not those that start each other one after the other', async () => {
    let left = 1_000;
    const check = traced('check', { type: 'query' }, () => {});
    await new Promise<void>((resolve) => {
      const poll = traced('poll', { type: 'action' }, () => {
        left -= 1;
        check();
        if (left === 0) resolve();
        else setImmediate(poll);
      });
      poll();
    });
    expect(tracing.log.totalCount).toBe(2_000);
    expect(tracing.log.recent().filter(({ cut }) => cut !== undefined)).toEqual([]);
  });
});

describe('100,000 operations in one call', () => {
  it('are all counted, and kept up to the limit', async () => {
    const log = new TraceLog();
    using _ = startTracing({ listeners: [(trace) => log.push(trace)], limits: { ops: 500 } });
    const importLots = traced('importLots', { type: 'mutation' }, async () => {
      for (let i = 0; i < 100_000; i += 1) op('insert', 'Lot', () => [i]);
    });
    await importLots();
    const [trace] = log.recent();
    expect(trace?.ops).toHaveLength(500);
    expect(trace?.opSummary).toMatchObject({ count: 100_000, failed: 0, rows: 100_000 });
    expect(trace?.cut).toEqual({ ops: 99_500, schedules: 0, characters: 0, calls: 0 });
  });
});

type Wrap = <F extends AnyFunction>(fn: F) => F;

interface Lot {
  readonly name: string;
  readonly bids: number;
  readonly lots: Lot[];
}

/** How deep a recursion gets before the stack is full. */
function deepest(recursion: (wrap: Wrap, reached: (depth: number) => void) => () => unknown, wrap: Wrap): number {
  let depth = 0;
  const run = recursion(wrap, (reached) => {
    depth = reached;
  });
  expect(run).toThrow('Maximum call stack size exceeded');
  return depth;
}

function descend(wrap: Wrap, reached: (depth: number) => void): () => unknown {
  const next: (depth: number) => void = wrap((depth: number) => {
    reached(depth);
    next(depth + 1);
  });
  return () => next(0);
}

function walk(wrap: Wrap, reached: (depth: number) => void): () => unknown {
  const endless: Lot = { name: 'lot', bids: 1, lots: [] };
  endless.lots.push(endless);
  const bidsIn: (lot: Lot, path: string, depth: number) => number = wrap((lot: Lot, path: string, depth: number) => {
    reached(depth);
    let bids = 0;
    for (const inner of lot.lots) bids += inner.bids + bidsIn(inner, path === '' ? lot.name : path, depth + 1);
    return bids;
  });
  return () => bidsIn(endless, '', 0);
}
