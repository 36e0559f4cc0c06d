import { allowProblems, expectProblems, failOnProblems, hostileValue, seededRandom } from '@portcall/conformance';
import fc from 'fast-check';
import { DEFAULT_LIMITS, parseTrace, TraceBuilder, type TraceBuilderOptions, traceToJson } from '../index.js';

failOnProblems();

const start = { callId: 'c1', fnName: 'placeBid', fnType: 'mutation', userId: 'user_1' } as const;
const opened = (options: TraceBuilderOptions = {}): TraceBuilder => new TraceBuilder(start, options);

it('records operations, chunks and schedules', () => {
  const builder = opened();
  builder.recordOp({ op: 'get', entity: 'Lot', id: 'lot_1', durationMs: 0.1, rowCount: 1, ok: true });
  builder.recordOp({ op: 'insert', entity: 'Bid', durationMs: 0.15, ok: true });
  builder.recordStreamChunk(42);
  builder.recordStreamChunk(18);
  builder.recordSchedule({ fnName: 'closeLot', delayMs: 5_000 });

  const trace = builder.finishOk({ accepted: true });

  expect(trace).toMatchObject({
    callId: 'c1',
    fnName: 'placeBid',
    fnType: 'mutation',
    userId: 'user_1',
    outcome: { status: 'ok', value: { accepted: true } },
    ops: [
      { op: 'get', entity: 'Lot', id: 'lot_1', durationMs: 0.1, rowCount: 1, ok: true },
      { op: 'insert', entity: 'Bid', id: undefined, durationMs: 0.15, rowCount: undefined, ok: true },
    ],
    streamBytes: 60,
    streamChunks: 2,
    schedules: [{ fnName: 'closeLot', delayMs: 5_000, runAt: undefined }],
    cut: undefined,
  });
  expect(trace.opSummary).toEqual({ count: 2, failed: 0, rows: 1, durationMs: 0.25 });
});

it('is frozen, and so are its lists', () => {
  const builder = opened({ limits: { ...DEFAULT_LIMITS, ops: 1 } });
  builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true });
  builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true });
  builder.recordSchedule({ fnName: 'closeLot' });
  const trace = builder.finishError('E', 'no');
  const parts = [trace, trace.outcome, trace.ops, ...trace.ops, trace.opSummary, trace.schedules[0], trace.cut];
  expect(parts.map((part) => Object.isFrozen(part))).not.toContain(false);
});

it('tells the time of its clock', () => {
  let monotonic = 50;
  const clock = { monotonic: () => monotonic, wall: () => 1_700_000_000_123.75 };
  const builder = opened({ clock });
  monotonic = 53;
  builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 2, ok: true });
  builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true, startedAt: 50.5 });
  monotonic = 60.5;
  const { startedAt, durationMs, ops } = builder.finishOk();
  expect({ startedAt, durationMs }).toEqual({ startedAt: 1_700_000_000_123, durationMs: 10.5 });
  expect(ops.map(({ startMs }) => startMs)).toEqual([1, 0.5]);
});

describe('once finished', () => {
  it('keeps its first end and counts what comes late under one key', () => {
    const builder = opened();
    const trace = builder.finishRolledBack('LATE', 'too late');
    builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true });
    builder.recordStreamChunk(1);
    builder.recordSchedule({ fnName: 'closeLot' });
    expect(builder.finishOk()).toBe(trace);
    expect(trace).toMatchObject({ outcome: { status: 'rolled_back', code: 'LATE' }, ops: [], streamChunks: 0 });
    expectProblems('call.late placeBid');
  });
});

it('says nothing of a second end, however long', () => {
  const builder = opened({ limits: { ...DEFAULT_LIMITS, name: 8, message: 8 } });
  const trace = builder.finishError('E', 'far too long');
  expect(builder.finishError('a code that is too long', 'and a message')).toBe(trace);
  expect(trace.cut?.characters).toBe(4);
  expectProblems('call.late placeBid');
});

describe('its limits', () => {
  const limits = { ops: 2, schedules: 1, name: 4, message: 6, text: 8, value: 1, depth: 1 };

  it('cut operations and schedules, and count all of them', () => {
    const builder = opened({ limits });
    for (const ok of [true, false, true, false])
      builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 1, rowCount: 3, ok });
    for (const fnName of ['a', 'b', 'c']) builder.recordSchedule({ fnName });
    const trace = builder.finishOk();
    expect([trace.ops.length, trace.schedules.length]).toEqual([2, 1]);
    expect(trace.opSummary).toEqual({ count: 4, failed: 2, rows: 12, durationMs: 4 });
    expect(trace.cut).toMatchObject({ ops: 2, schedules: 2, calls: 0 });
  });

  it('cut every text, and count its characters', () => {
    const builder = opened({ limits });
    builder.recordOp({ op: 'lookup', entity: 'Lots_', id: 'abcdef', durationMs: 1, ok: false, errorType: 'E1234' });
    builder.recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true, text: 'select 1 from lots' });
    const trace = builder.finishError('BID_TOO_LOW', 'the bid is too low');
    expect(trace).toMatchObject({
      fnName: 'plac',
      userId: 'user',
      ops: [
        { op: 'look', entity: 'Lots', id: 'abcd', errorType: 'E123', text: undefined },
        { op: 'get', entity: 'Lot', text: 'select 1' },
      ],
      outcome: { code: 'BID_', message: 'the bi' },
    });
    expect(trace.cut?.characters).toBe(4 + 2 + 2 + 1 + 2 + 1 + 10 + 7 + 12);
  });

  it('cut between characters, never through one', () => {
    const builder = opened({ limits });
    builder.recordOp({ op: 'get', entity: 'abc😀d', durationMs: 1, ok: true });
    builder.recordOp({ op: 'get', entity: 'ab😀d', durationMs: 1, ok: true });
    const { ops, cut } = builder.finishOk();
    expect(ops.map(({ entity }) => entity)).toEqual(['abc', 'ab😀']);
    expect(cut?.characters).toBe(4 + 2 + 3 + 1);
  });

  it('are each their own', () => {
    const long = (length: number): string => 'x'.repeat(length + 1);
    const builder = opened();
    const { name, message, text } = DEFAULT_LIMITS;
    builder.recordOp({ op: long(name), entity: '', durationMs: 1, ok: true, text: long(text) });
    const { ops, outcome, cut } = builder.finishError('E', long(message));
    expect(ops.map(({ op, text }) => [op.length, text?.length])).toEqual([[name, text]]);
    expect(outcome).toMatchObject({ message: 'x'.repeat(message) });
    expect(cut?.characters).toBe(3);
  });

  it('leave whole characters of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'grapheme' }), (half, text) => {
        const builder = opened({ limits: { ...limits, name: 5, message: 7 } });
        const { outcome, ...trace } = builder.finishError(`${half}\ud800`, text);
        if (outcome.status !== 'error') throw new Error(outcome.status);
        expect([outcome.code.isWellFormed(), outcome.message.isWellFormed()]).toEqual([true, true]);
        expect(text.startsWith(outcome.message)).toBe(true);
        expect(trace.cut?.characters ?? 0).toBeGreaterThanOrEqual(text.length - outcome.message.length);
      }),
    );
  });
});

describe('what apps without types hand over', () => {
  it.each([
    [
      { durationMs: Number.NaN, rowCount: Number.NaN },
      { durationMs: 0, rowCount: undefined },
    ],
    [
      { durationMs: -1, rowCount: -1 },
      { durationMs: 0, rowCount: undefined },
    ],
    [
      { durationMs: Number.POSITIVE_INFINITY, rowCount: null },
      { durationMs: 0, rowCount: undefined },
    ],
    [
      { durationMs: 1, rowCount: 7n, id: 42 },
      { durationMs: 1, rowCount: 7, id: '42' },
    ],
    [
      { durationMs: 1, id: null, entity: undefined },
      { id: undefined, entity: 'undefined' },
    ],
    [{ durationMs: 1, startedAt: Number.NaN }, { startMs: 0 }],
    [{ durationMs: 1, ok: undefined }, { ok: false }],
  ])('%j is kept as %j', (given, kept) => {
    const builder = opened();
    builder.recordOp({ op: 'get', entity: 'Lot', ok: true, ...given } as never);
    const trace = builder.finishOk();
    expect(trace.ops).toMatchObject([kept]);
    expect(Number.isFinite(trace.opSummary.rows + trace.opSummary.durationMs)).toBe(true);
  });

  it('is reported where it cannot be read', () => {
    const builder = opened();
    builder.recordOp(undefined as never);
    builder.recordSchedule(null as never);
    expect(builder.finishOk().ops).toEqual([]);
    expectProblems('call.unreadable placeBid');
  });

  it('never throws, and leaves a trace that can be written and read', () => {
    allowProblems();
    const random = seededRandom(7);
    const any = (): never => hostileValue(random) as never;
    for (let i = 0; i < 2_000; i += 1) {
      const builder = new TraceBuilder({ ...start, userId: any(), tenantId: any() });
      builder.recordOp(any());
      builder.recordOp({ op: any(), entity: any(), id: any(), durationMs: any(), rowCount: any(), ok: i % 2 === 0 });
      builder.recordStreamChunk(any());
      builder.recordSchedule({ fnName: any(), delayMs: any(), runAt: any() });
      const trace = i % 2 === 0 ? builder.finishError(any(), any()) : builder.finishOk(any());
      expect(parseTrace(traceToJson(trace)).callId).toBe('c1');
    }
  });
});
