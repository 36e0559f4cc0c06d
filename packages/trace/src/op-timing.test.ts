import { expectProblems, failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../test/trace-every-test.js';
import {
  currentCall,
  type FnTrace,
  op,
  parseTrace,
  recordOp,
  startTracing,
  TraceLog,
  traced,
  traceToJson,
} from './index.js';

failOnProblems();
const tracing = traceEveryTest();

const inCall = <T>(body: () => T): T => traced('getLots', { type: 'query' }, body)();

it('times an operation, sync or async, and counts its rows', async () => {
  await inCall(async () => {
    expect(op('get', 'Lot', () => 'lot_1', { id: 'lot_1', rows: () => 1 })).toBe('lot_1');
    expect(await op('list', 'Bid', async () => [1, 2])).toEqual([1, 2]);
    await op('update', 'Lot', () => new Promise((resolve) => setTimeout(resolve, 20)), { system: 'sqlite' });
  });
  expect(tracing.tree()).toBe('getLots\n  · get Lot lot_1 1 row\n  · list Bid 2 rows\n  · update Lot');
  const { ops, opSummary, durationMs } = tracing.only();
  expect(ops[2]).toMatchObject({ ok: true, system: 'sqlite' });
  expect(ops[2]!.durationMs).toBeGreaterThan(18);
  expect(ops[2]!.startMs! + ops[2]!.durationMs).toBeLessThanOrEqual(durationMs);
  expect(opSummary).toMatchObject({ count: 3, failed: 0, rows: 3 });
});

it('does not time how its rows are counted', () => {
  const slowly = (): number => {
    const until = performance.now() + 30;
    while (performance.now() < until);
    return 1;
  };
  inCall(() => op('get', 'Lot', () => 'lot_1', { rows: slowly }));
  const { ops, durationMs } = tracing.only();
  expect(durationMs).toBeGreaterThan(29);
  expect(ops[0]!.durationMs).toBeLessThan(25);
});

it('gives any value, such as a proxy that was revoked', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(inCall(() => op('get', 'Lot', () => proxy) === proxy)).toBe(true);
  expect(tracing.only().ops).toMatchObject([{ op: 'get', ok: true }]);
});

it('gives the same error and notes its code', async () => {
  const error = Object.assign(new Error('no such table'), { code: 'SQLITE_ERROR' });
  const failSync = (): never => {
    throw error;
  };
  await inCall(async () => {
    expect(() => op('get', 'Lot', failSync)).toThrow(error);
    await expect(op('get', 'Lot', async () => failSync())).rejects.toBe(error);
  });
  expect(tracing.only().ops.map(({ ok, errorType }) => ({ ok, errorType }))).toEqual([
    { ok: false, errorType: 'SQLITE_ERROR' },
    { ok: false, errorType: 'SQLITE_ERROR' },
  ]);
});

it('has the text it is given, however it ends, and none of its own', async () => {
  const text = 'select * from lots where id = $1';
  await inCall(async () => {
    op('get', 'Lot', () => 'lot', { text });
    await op('get', 'Lot', async () => 'lot', { text });
    await expect(op('get', 'Lot', () => Promise.reject(new Error('no')), { text })).rejects.toThrow('no');
    recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true, text });
    op('get', 'Lot', () => 'lot');
  });
  expect(tracing.only().ops.map((each) => each.text)).toEqual([text, text, text, text, undefined]);
});

it('goes on where the rows cannot be read', () => {
  const rows = (): never => {
    throw new Error('no');
  };
  expect(inCall(() => op('get', 'Lot', () => 'lot', { rows }))).toBe('lot');
  expect(tracing.tree()).toBe('getLots\n  · get Lot');
  expectProblems('call.rows');
});

it('belongs to the call it began in', async () => {
  let finish = (_: string): void => {};
  const inner = traced('inner', { type: 'query' }, () =>
    op('get', 'Lot', () => new Promise<string>((resolve) => (finish = resolve))),
  );
  const outer = traced('outer', { type: 'query' }, () => {
    const lot = inner();
    finish('lot');
    return lot;
  });
  await expect(outer()).resolves.toBe('lot');
  expect(tracing.tree()).toBe('outer\n  inner\n    · get Lot');
});

it('only runs outside of a call', async () => {
  expect(op('get', 'Lot', () => 'lot')).toBe('lot');
  await expect(op('get', 'Lot', async () => 'lot')).resolves.toBe('lot');
  recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true });
  expect(currentCall()).toBeUndefined();
  expect(tracing.log.isEmpty).toBe(true);
});

it('is added by hand where something else has timed it', () => {
  inCall(() => {
    recordOp({ op: 'vector_search', entity: 'Lot', durationMs: 3, rowCount: 10, ok: true });
    currentCall()?.recordOp({ op: 'my own', entity: '', durationMs: 0, ok: false });
  });
  expect(tracing.tree()).toBe('getLots\n  · vector_search Lot 10 rows\n  · my own failed');
});

it('leaves the app its result, whatever cannot be read of it', () => {
  const noLength = new Proxy([1], {
    get() {
      throw new Error('no');
    },
  });
  const details = {
    get rows(): never {
      throw new Error('no');
    },
  };
  inCall(() => {
    expect(op('get', 'Lot', () => noLength)).toBe(noLength);
    expect(op('get', 'Lot', () => 1, details)).toBe(1);
    expect(op('get', 'Lot', () => 2, null as never)).toBe(2);
  });
  expectProblems('call.unreadable getLots');
});

it('takes no time back where a clock goes backwards', () => {
  tracing.running.stop();
  let now = 1_000;
  const clock = { monotonic: () => now, wall: () => 1_700_000_000_000 + now };
  const log = new TraceLog();
  using _ = startTracing({ clock, sinks: [log] });
  traced('back', { type: 'query' }, () => {
    op('get', 'Lot', () => {
      now = 500;
    });
    now = Number.NaN;
    op('get', 'Lot', () => {});
  })();
  const [trace] = log.recent();
  expect(trace).toMatchObject({ durationMs: 0, opSummary: { count: 2, durationMs: 0 } });
  expect(parseTrace(traceToJson(trace as FnTrace))).toMatchObject({ durationMs: 0 });
});

it('counts one that comes after the call has ended', async () => {
  let after: Promise<void> | undefined;
  inCall(() => {
    after = Promise.resolve().then(() => recordOp({ op: 'get', entity: 'Lot', durationMs: 1, ok: true }));
  });
  await after;
  expect(tracing.tree()).toBe('getLots');
  expectProblems('call.late getLots');
});
