import { allowProblems, expectProblems, failOnProblems, HOSTILE_VALUES } from '@portcall/conformance';
import fc from 'fast-check';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { type FnTrace, parseTrace, startTracing, TraceLog, traced, traceToJson } from '../index.js';
import { keptValue } from './kept-value.js';

failOnProblems();

const give = traced('give', { type: 'query' }, (value: unknown) => value);

/** The trace of a call that gave a value, while values are kept. */
function traceOf(value: unknown, length = 4_096): FnTrace {
  const log = new TraceLog();
  using _ = startTracing({ sinks: [log], keepValues: true, limits: { value: length } });
  expect(Object.is(give(value), value)).toBe(true);
  return log.recent()[0]!;
}

describe('the value a call gave', () => {
  it('is not kept unless that is asked for', () => {
    const log = new TraceLog();
    using _ = startTracing({ sinks: [log] });
    give('secret');
    traced('asked', { type: 'query', keepValue: true }, () => 'open')();
    expect(log.recent().map(({ outcome }) => outcome)).toEqual([{ status: 'ok', value: 'open' }, { status: 'ok' }]);
  });

  it('is not kept of a function that says so', () => {
    const log = new TraceLog();
    using _ = startTracing({ sinks: [log], keepValues: true });
    traced('login', { type: 'mutation', keepValue: false }, () => 'token')();
    expect(log.recent()[0]?.outcome).toEqual({ status: 'ok' });
  });

  it('is kept of what an async function resolves with, and goes over the wire', async () => {
    const log = new TraceLog();
    using _ = startTracing({ sinks: [log], keepValues: true });
    await traced('placeBid', { type: 'mutation' }, async () => ({ accepted: true }))();
    const [trace] = log.recent();
    expect(trace?.outcome).toEqual({ status: 'ok', value: { accepted: true } });
    expect(parseTrace(traceToJson(trace!)).outcome).toEqual(trace?.outcome);
  });

  it('is a copy that nobody changes', () => {
    const lot = { bids: [{ amount: 1 }] };
    const { outcome } = traceOf(lot);
    lot.bids.push({ amount: 2 });
    expect(outcome).toEqual({ status: 'ok', value: { bids: [{ amount: 1 }] } });
    expect(() => ((outcome as { value: typeof lot }).value.bids[0]!.amount = 3)).toThrow(TypeError);
  });

  it('is the one that JSON holds, where it fits', () => {
    const values = fc.anything({ withBigInt: false, withTypedArray: false, maxDepth: 4, maxKeys: 8 });
    fc.assert(
      fc.property(values, (value) => {
        const json = JSON.stringify(value) as string | undefined;
        const { value: kept, leftOut } = keptValue(value, Number.MAX_SAFE_INTEGER);
        expect(JSON.stringify(kept)).toBe(json === undefined ? undefined : wellFormed(json));
        expect(leftOut).toBe(0);
      }),
    );

    function wellFormed(json: string): string {
      return JSON.stringify(
        JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)),
      );
    }
  });

  it('is never longer than the limit, and its trace tells what was left out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, length) => {
        const { value: kept, leftOut } = keptValue(value, length);
        const written = (JSON.stringify(kept) as string | undefined) ?? '';
        // Escapes come on top, and the null for what was left out of a list.
        const escapes = (written.match(/\\/g)?.length ?? 0) * 6;
        expect(written.length - escapes).toBeLessThanOrEqual(length + 4);
        if (written !== JSON.stringify(value)) expect(leftOut).toBeGreaterThan(0);
      }),
    );
    const { outcome, cut } = traceOf(
      Array.from({ length: 1_000 }, (_, index) => ({ index })),
      30,
    );
    expect(outcome).toEqual({ status: 'ok', value: [{ index: 0 }, { index: 1 }] });
    expect(cut).toMatchObject({ values: 998 });
  });

  it('is read no further than it is kept, whatever refers to itself and however large it is', () => {
    let read = 0;
    const list = new Proxy(new Array<number>(1_000_000).fill(1), {
      get(target, key, receiver) {
        read += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    const endless: unknown[] = [];
    endless.push(endless, endless);
    for (const value of [list, endless, Buffer.alloc(10_000_000), 'x'.repeat(10_000_000)]) traceOf(value, 100);
    expect(read).toBeLessThan(1_000);
  });

  it('is left out where it cannot be read, and the app gets it all the same', () => {
    allowProblems();
    // What a promise is settled with is the value.
    for (const [name, make] of Object.entries(HOSTILE_VALUES)) {
      if (name !== 'promise') expect(traceOf(make()).outcome.status).toBe('ok');
    }
  });

  it('that cannot be read is reported', () => {
    const unreadable = Object.defineProperty({}, 'lot', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(traceOf(unreadable).outcome).toEqual({ status: 'ok' });
    expectProblems('call.unreadable give');
  });
});

describe('a value that calls traced functions while it is read', () => {
  const tracing = traceEveryTest({ keepValues: true });

  it('is read without tracing them', () => {
    const load = traced('load', { type: 'query' }, () => 'lot');
    traced('lazy', { type: 'query' }, () => ({ toJSON: () => load() }))();
    expect(tracing.only()).toMatchObject({ fnName: 'lazy', outcome: { status: 'ok', value: 'lot' } });
  });
});
