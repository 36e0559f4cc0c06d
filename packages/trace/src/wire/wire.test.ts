import fc from 'fast-check';
import { type FnTrace, parseTrace, TraceBuilder, traceToJson, traceToWire } from '../index.js';

const clock = { monotonic: () => 0, wall: () => 1_000 };
const builder = (more: object = {}): TraceBuilder =>
  new TraceBuilder({ callId: 'c_test', fnName: 'test', fnType: 'mutation', ...more }, { clock });

describe('the wire form', () => {
  it('is the seed’s JSON', () => {
    const json = traceToJson(builder({ userId: 'user_1' }).finishOk());
    expect(json).toContain('"fn_name":"test"');
    expect(json).toContain('"status":"ok"');
    expect(JSON.parse(json)).toStrictEqual({
      call_id: 'c_test',
      fn_name: 'test',
      fn_type: 'mutation',
      user_id: 'user_1',
      started_at: 1000,
      duration_ms: 0,
      outcome: { status: 'ok' },
      ops: [],
      stream_bytes: 0,
      stream_chunks: 0,
      schedules: [],
    });
  });

  it('writes an absent user as null and omits every other option', () => {
    const full = builder();
    full.recordOp({ op: 'get', entity: 'Lot', durationMs: 0.5, ok: true });
    full.recordSchedule({ fnName: 'closeLot' });
    expect(JSON.parse(traceToJson(full.finishOk()))).toStrictEqual({
      call_id: 'c_test',
      fn_name: 'test',
      fn_type: 'mutation',
      user_id: null,
      started_at: 1000,
      duration_ms: 0,
      outcome: { status: 'ok' },
      ops: [{ op: 'get', entity: 'Lot', duration_ms: 0.5, ok: true }],
      stream_bytes: 0,
      stream_chunks: 0,
      schedules: [{ fn_name: 'closeLot' }],
    });
  });

  it('writes every option that is there, and nothing of an operation that is ours', () => {
    const full = builder({ userId: 'u', tenantId: 't', parentCallId: 'p' });
    const ours = { system: 'sqlite', errorType: 'E', text: 'select 1' };
    full.recordOp({ op: 'list', entity: 'Lot', id: 'l', durationMs: 2, rowCount: 3, ok: false, ...ours });
    full.recordSchedule({ fnName: 'closeLot', delayMs: 5, runAt: 6 });
    full.recordStreamChunk(7);
    expect(JSON.parse(traceToJson(full.finishRolledBack('LOW', 'too low')))).toStrictEqual({
      call_id: 'c_test',
      fn_name: 'test',
      fn_type: 'mutation',
      user_id: 'u',
      tenant_id: 't',
      parent_call_id: 'p',
      started_at: 1000,
      duration_ms: 0,
      outcome: { status: 'rolled_back', code: 'LOW', message: 'too low' },
      ops: [{ op: 'list', entity: 'Lot', id: 'l', duration_ms: 2, row_count: 3, ok: false }],
      stream_bytes: 7,
      stream_chunks: 1,
      schedules: [{ fn_name: 'closeLot', delay_ms: 5, run_at: 6 }],
    });
  });

  it('writes whole numbers where the seed has them, whatever was recorded', () => {
    const full = builder();
    full.recordOp({ op: 'get', entity: 'Lot', durationMs: 0.5, rowCount: 2.5, ok: true });
    full.recordSchedule({ fnName: 'closeLot', delayMs: 1_500.4, runAt: 1e300 });
    const { ops, schedules } = JSON.parse(traceToJson(full.finishOk())) as ReturnType<typeof traceToWire>;
    expect([ops[0]?.duration_ms, ops[0]?.row_count]).toEqual([0.5, 3]);
    expect(schedules).toEqual([{ fn_name: 'closeLot', delay_ms: 1_500, run_at: Number.MAX_SAFE_INTEGER }]);
  });

  it('writes the ids of the span, and reads them back', () => {
    const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const json = traceToJson({ ...builder().finishOk(), ...ids });
    expect(JSON.parse(json)).toMatchObject({ trace_id: ids.traceId, span_id: ids.spanId });
    expect(parseTrace(json)).toMatchObject(ids);
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each([
    [{ accepted: true }, { status: 'ok', value: { accepted: true } }],
    [null, { status: 'ok', value: null }],
    [new Date(0), { status: 'ok', value: '1970-01-01T00:00:00.000Z' }],
    [undefined, { status: 'ok' }],
    [() => 1, { status: 'ok' }],
    [10n, { status: 'ok' }],
    [circular, { status: 'ok' }],
  ])('leaves out a value that JSON cannot hold, %#', (value, outcome) => {
    const trace = builder().finishOk(value);
    expect(traceToWire(trace).outcome).toEqual(outcome);
    expect(JSON.parse(traceToJson(trace)).outcome).toEqual(outcome);
  });
});

describe('parseTrace', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const amount = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0);
  const count = fc.nat();
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
  const op = fc.record({
    op: text,
    entity: text,
    id: maybe(text),
    durationMs: amount,
    rowCount: maybe(count),
    ok: fc.boolean(),
  });
  const traces: fc.Arbitrary<FnTrace> = fc
    .record({
      start: fc.record({
        callId: text,
        fnName: text,
        fnType: fc.constantFrom('query', 'mutation', 'action'),
        userId: maybe(text),
        tenantId: maybe(text),
        parentCallId: maybe(text),
      }),
      limits: fc.record({
        ops: fc.integer({ min: 1, max: 4 }),
        schedules: fc.integer({ min: 1, max: 3 }),
        name: fc.integer({ min: 3, max: 20 }),
        message: fc.integer({ min: 3, max: 20 }),
        text: fc.constant(1),
        value: fc.constant(1),
        depth: fc.constant(1),
      }),
      ops: fc.array(op, { maxLength: 6 }),
      chunks: fc.array(count, { maxLength: 4 }),
      schedules: fc.array(fc.record({ fnName: text, delayMs: maybe(amount), runAt: maybe(count) }), { maxLength: 5 }),
      end: fc.oneof(
        fc.record({ status: fc.constant('ok'), value: fc.jsonValue().map((v) => JSON.parse(JSON.stringify(v))) }),
        fc.record({ status: fc.constant('error'), code: text, message: text }),
        fc.record({ status: fc.constant('rolled_back'), code: text, message: text }),
        fc.constant({ status: 'abandoned' }),
      ) as fc.Arbitrary<{ status: string; value?: unknown; code: string; message: string }>,
    })
    .map(({ start, limits, ops, chunks, schedules, end }) => {
      const made = new TraceBuilder(start, { clock, limits });
      for (const each of ops) made.recordOp(each);
      for (const chunk of chunks) made.recordStreamChunk(chunk);
      for (const schedule of schedules) made.recordSchedule(schedule);
      switch (end.status) {
        case 'ok':
          return made.finishOk(end.value);
        case 'error':
          return made.finishError(end.code, end.message);
        case 'rolled_back':
          return made.finishRolledBack(end.code, end.message);
        default:
          return made.finishAbandoned();
      }
    });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const read = parseTrace(traceToJson(trace));
        const { opSummary, ops, schedules, ...rest } = trace;
        // What the wire form leaves out: when an operation started, and the sums over operations that were cut.
        expect(read).toEqual({
          ...rest,
          ops: ops.map(({ startMs: _startMs, ...kept }) => kept),
          schedules: schedules.map(({ delayMs, ...kept }) => ({ ...kept, delayMs: delayMs && Math.round(delayMs) })),
          opSummary: {
            count: opSummary.count,
            failed: ops.filter(({ ok }) => !ok).length,
            rows: ops.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0),
            durationMs: ops.reduce((sum, { durationMs }) => sum + durationMs, 0),
          },
        });
        expect(traceToJson(read)).toBe(traceToJson(trace));
      }),
    );
  });

  it('takes what it does not know without keeping it', () => {
    const json = JSON.stringify({ ...traceToWire(builder().finishOk()), later: 1, __proto__: { a: 1 } });
    expect(traceToJson(parseTrace(json))).toBe(traceToJson(builder().finishOk()));
  });

  const good = { ...traceToWire(builder().finishOk()) };
  const goodOp = { op: 'get', entity: 'Lot', duration_ms: 1, ok: true };

  it.each([
    ['', 'trace: not JSON (SyntaxError: Unexpected end of JSON input'],
    ['{"call_id"', 'trace: not JSON (SyntaxError'],
    [null, 'trace: null is not an object'],
    [[], 'trace: an array is not an object'],
    ['"text"', 'trace: "text" is not an object'],
    [{ ...good, call_id: undefined }, 'trace.call_id: undefined is not a text'],
    [{ ...good, fn_name: 7 }, 'trace.fn_name: 7 is not a text'],
    [{ ...good, fn_type: 'job' }, 'trace.fn_type: "job" is not one of "query", "mutation", "action"'],
    [{ ...good, user_id: 7 }, 'trace.user_id: 7 is not a text'],
    [{ ...good, started_at: 1.5 }, 'trace.started_at: 1.5 is not a whole number from 0'],
    [{ ...good, started_at: -1 }, 'trace.started_at: -1 is not a whole number from 0'],
    [{ ...good, duration_ms: '1' }, 'trace.duration_ms: "1" is not a number from 0'],
    [{ ...good, duration_ms: null }, 'trace.duration_ms: null is not a number from 0'],
    [{ ...good, stream_bytes: -1 }, 'trace.stream_bytes: -1 is not a whole number from 0'],
    [{ ...good, outcome: undefined }, 'trace.outcome: undefined is not an object'],
    [
      { ...good, outcome: {} },
      'trace.outcome.status: undefined is not one of "ok", "error", "rolled_back", "abandoned"',
    ],
    [{ ...good, outcome: { status: 'error', code: 'E' } }, 'trace.outcome.message: undefined is not a text'],
    [{ ...good, ops: {} }, 'trace.ops: an object is not an array'],
    [{ ...good, ops: [goodOp, 1] }, 'trace.ops[1]: 1 is not an object'],
    [{ ...good, ops: [{ ...goodOp, ok: 1 }] }, 'trace.ops[0].ok: 1 is not true or false'],
    [{ ...good, ops: [{ ...goodOp, row_count: 'x' }] }, 'trace.ops[0].row_count: "x" is not a whole number from 0'],
    [
      { ...good, schedules: [{ fn_name: 'f', delay_ms: 1.5 }] },
      'trace.schedules[0].delay_ms: 1.5 is not a whole number from 0',
    ],
    [{ ...good, schedules: [{}] }, 'trace.schedules[0].fn_name: undefined is not a text'],
    [{ ...good, cut: 1 }, 'trace.cut: 1 is not an object'],
    [{ ...good, cut: {} }, 'trace.cut.ops: undefined is not a whole number from 0'],
    ['{"call_id":"c","__proto__":{"fn_name":"x"}}', 'trace.ops: undefined is not an array'],
  ])('says where %j is wrong', (bad, message) => {
    expect(() => parseTrace(typeof bad === 'string' ? bad : JSON.stringify(bad))).toThrow(message);
  });

  it('names a number that JSON makes infinite', () => {
    const json = JSON.stringify(good).replace('"duration_ms":0', '"duration_ms":1e999');
    expect(() => parseTrace(json)).toThrow('trace.duration_ms: Infinity is not a number from 0');
  });

  it('gives a trace, or an Error with a path, for whatever it is given', () => {
    const spoiled = fc
      .tuple(fc.constantFrom(...Object.keys(good), 'tenant_id', 'cut'), fc.jsonValue({ maxDepth: 4 }))
      .map(([key, value]) => JSON.stringify({ ...good, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), spoiled), (json) => {
        let thrown: Error | undefined;
        try {
          parseTrace(json);
        } catch (error) {
          thrown = error as Error;
        }
        if (thrown !== undefined) expect(String(thrown)).toMatch(/^Error: trace[.:[]/);
      }),
      { numRuns: 2_000 },
    );
  });
});
