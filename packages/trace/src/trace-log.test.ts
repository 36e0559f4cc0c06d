import fc from 'fast-check';
import { type FnTrace, TraceBuilder, TraceLog } from './index.js';

const traceOf = (fnName: string): FnTrace =>
  new TraceBuilder({ callId: `c_${fnName}`, fnName, fnType: 'mutation', userId: 'user_1' }).finishOk();
const failed = (fnName: string, code: string): FnTrace =>
  new TraceBuilder({ callId: `c_${fnName}`, fnName, fnType: 'mutation' }).finishError(code, 'too low');
const names = (traces: readonly FnTrace[]): string[] => traces.map(({ fnName }) => fnName);
const logOf = (...traces: readonly FnTrace[]): TraceLog => {
  const log = new TraceLog({ capacity: 100 });
  for (const trace of traces) log.push(trace);
  return log;
};

it('keeps the newest traces, newest first, and counts those it let go', () => {
  const log = new TraceLog({ capacity: 3 });
  expect(log.isEmpty).toBe(true);
  for (const name of ['a', 'b', 'c', 'd']) log.push(traceOf(name));
  expect([log.length, log.totalCount, log.isEmpty]).toEqual([3, 4, false]);
  expect(names(log.recent(10))).toEqual(['d', 'c', 'b']);
});

it('finds the traces of one function', () => {
  const log = logOf(traceOf('placeBid'), traceOf('getLots'), traceOf('placeBid'));
  expect(log.byFn('placeBid', 10)).toHaveLength(2);
  expect(log.byFn('placeBid', 1)).toEqual([log.recent()[0]]);
  expect(log.byFn('nothing')).toEqual([]);
});

it('finds what failed and what was rolled back, and not what was only abandoned', () => {
  const builder = (fnName: string): TraceBuilder => new TraceBuilder({ callId: fnName, fnName, fnType: 'query' });
  const log = logOf(
    traceOf('a'),
    failed('b', 'BID_TOO_LOW'),
    builder('c').finishRolledBack('R', 'r'),
    builder('d').finishAbandoned(),
  );
  expect(names(log.errors())).toEqual(['c', 'b']);
  expect(names(log.errors(1))).toEqual(['c']);
});

it('gives what a plain list would give', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 }),
      fc.integer({ min: 0, max: 8 }),
      (capacity, pushed, limit) => {
        const log = new TraceLog({ capacity });
        const all = pushed.map(traceOf);
        for (const trace of all) log.push(trace);
        const kept = all.slice(-capacity).reverse();
        expect(log.recent()).toEqual(kept);
        expect(log.recent(limit)).toEqual(kept.slice(0, limit));
        expect(log.byFn('a', limit)).toEqual(kept.filter(({ fnName }) => fnName === 'a').slice(0, limit));
        expect([log.length, log.totalCount]).toEqual([kept.length, all.length]);
      },
    ),
  );
});

it.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %p', (capacity) => {
  expect(() => new TraceLog({ capacity })).toThrow('is not a positive whole number');
});

it('refuses options that nobody reads', () => {
  // @ts-expect-error it is `capacity`
  expect(() => new TraceLog({ size: 10 })).toThrow('TraceLog: unknown option "size"; use one of "capacity"');
});

describe('a call that is looked for', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  const first: FnTrace = { ...traceOf('a'), traceId: TRACE, spanId: '00000000000000a1' };
  const second: FnTrace = { ...traceOf('b'), traceId: TRACE, spanId: '00000000000000b2' };
  const silent = traceOf('c');
  const log = logOf(first, second, silent);

  it('is found by its id, by its span, or as the newest of a trace', () => {
    expect(log.find({ callId: silent.callId })).toEqual(silent);
    expect(log.find({ traceId: TRACE, spanId: first.spanId! })).toEqual(first);
    expect(log.find({ traceId: TRACE })).toEqual(second);
  });

  it('is none where nobody has all of the ids', () => {
    expect(log.find({ callId: 'unknown' })).toBeUndefined();
    expect(log.find({ callId: silent.callId, traceId: TRACE })).toBeUndefined();
  });

  it('must have an id', () => {
    expect(() => log.find({})).toThrow('TraceLog.find(): no id is given; give callId, or traceId and spanId');
  });

  it.each<[string, string | object]>([
    ['JSON', JSON.stringify({ msg: 'x', trace_id: TRACE, span_id: second.spanId })],
    ['an object', { msg: 'x', trace_id: TRACE, span_id: second.spanId }],
    ['text', `x trace_id=${TRACE} span_id=${second.spanId} more`],
    ['a printed object', `x { trace_id: '${TRACE}', span_id: '${second.spanId}' }`],
    ['text of a call', `x call_id=${second.callId}`],
  ])('is found by a log line that is %s', (_, line) => {
    expect(log.ofLine(line)).toEqual(second);
  });

  it.each<[string, string | object]>([
    ['says nothing of a call', 'hello'],
    ['is JSON of something else', '7'],
    ['is null', 'null'],
    ['names a trace only, which has many calls', JSON.stringify({ trace_id: TRACE })],
    ['has fields of other types', { call_id: 7, trace_id: {}, span_id: [] }],
  ])('is none for a log line that %s', (_, line) => {
    expect(log.ofLine(line)).toBeUndefined();
  });
});
