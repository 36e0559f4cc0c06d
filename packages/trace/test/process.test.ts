import { buildPackages, runModule } from './program.js';

beforeAll(buildPackages, 120_000);

const TRACED = `
  import { startTracing, traced, TraceLog } from '@portcall/trace';
  const log = new TraceLog();
  const tracing = startTracing({ listeners: [(trace) => log.push(trace)] });
`;

describe('a process', () => {
  it('ends by an unhandled rejection of a traced function as it would by that of an untraced one', async () => {
    const reject = `async function fail() { throw new RangeError('nobody listens'); }`;
    const untraced = await runModule(`${reject} fail();`);
    const traced = await runModule(`${TRACED} ${reject} traced('fail', { type: 'query' }, fail)();`);
    expect(untraced.stderr).toContain('RangeError: nobody listens');
    expect(traced).toMatchObject({ code: untraced.code, stdout: '' });
    expect(traced.stderr).toContain('RangeError: nobody listens');
  });

  it('hears one unhandled rejection, with the very error, and none where the app has handled it', async () => {
    const { stdout } = await runModule(`${TRACED}
      const failure = new Error('app');
      const fail = traced('fail', { type: 'query' }, async () => { throw failure; });
      const heard = [];
      process.on('unhandledRejection', (reason) => heard.push(reason === failure));
      fail();
      fail().catch(() => {});
      setTimeout(() => console.log(JSON.stringify([heard, log.totalCount])), 20);
    `);
    expect(JSON.parse(stdout)).toEqual([[true], 2]);
  });

  it('ends by an unheard error of a watched Node stream as it would by that of an unwatched one', async () => {
    const { code, stderr, stdout } = await runModule(`${TRACED}
      import { Readable } from 'node:stream';
      process.on('exit', () => console.log(log.recent()[0].outcome.code));
      const stream = traced('stream', { type: 'query' }, () => new Readable({ read() {} }))();
      stream.destroy(new RangeError('unheard'));
    `);
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 1, stdout: 'RangeError' });
    expect(stderr).toContain('RangeError: unheard');
  });

  it('has plain and frozen traces in its log, whichever copy has recorded them', async () => {
    const { stdout } = await runModule(`
      import { createRequire } from 'node:module';
      import { frozenTrace, startTracing, traced, TraceLog } from '@portcall/trace';
      const cjs = createRequire(import.meta.url)('@portcall/trace');
      const log = new TraceLog();
      const read = [];
      startTracing({ sinks: [log, { push: (finished) => read.push(frozenTrace(finished), cjs.frozenTrace(finished)) }] });
      const work = () => cjs.op('get', 'Lot', () => 1);
      traced('esm', { type: 'query' }, work)();
      cjs.traced('cjs', { type: 'query' }, work)();
      const plain = (trace) => Object.getPrototypeOf(trace) === Object.prototype && Object.isFrozen(trace);
      console.log(log.recent().map(({ fnName, ops }) => fnName + ops.length).join(), log.recent().every(plain), read.every(plain));
    `);
    expect(stdout.trim()).toBe('cjs1,esm1 true true');
  });

  it('has one tracing, whichever of its copies a module has loaded', async () => {
    const { stdout, stderr } = await runModule(`${TRACED}
      import { createRequire } from 'node:module';
      const cjs = createRequire(import.meta.url)('@portcall/trace');
      const inner = cjs.traced('inner', { type: 'query' }, () => {
        cjs.op('get', 'Lot', () => 1);
        return cjs.currentCall().fnName;
      });
      const outer = traced('outer', { type: 'mutation', identify: () => ({ userId: 'ann' }) }, () => {
        cjs.recordOp({ op: 'list', entity: 'Bid', durationMs: 1, ok: true });
        console.log(inner());
        cjs.rollback('LOW', 'too low');
      });
      try { outer(); } catch (error) { console.log(error instanceof cjs.RollbackError); }
      try { cjs.startTracing(); } catch (error) { console.log(error.message); }
      const [first, second] = log.recent();
      console.log(JSON.stringify([first.outcome, first.ops.length, second.ops.length, second.userId]));
      console.log(second.parentCallId === first.callId, cjs !== (await import('@portcall/trace')));
      tracing.stop();
      console.log(cjs.currentCall(), inner.name);
    `);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'inner',
      'true',
      'startTracing(): tracing is on already; stop it first, or add a listener to it with telemetry.onTrace()',
      '[{"status":"rolled_back","code":"LOW","message":"too low"},1,1,"ann"]',
      'true true',
      'undefined inner',
    ]);
  });

  it('ends while traced functions have left streams open', async () => {
    const { code, timedOut } = await runModule(`${TRACED}
      import { PassThrough } from 'node:stream';
      traced('node', { type: 'query' }, () => new PassThrough())();
      traced('web', { type: 'query' }, () => new ReadableStream())();
      traced('generator', { type: 'query' }, async function* () { yield 1; })();
    `);
    expect({ code, timedOut }).toEqual({ code: 0, timedOut: false });
  });
});

describe('memory', () => {
  const EXPOSE = ['--expose-gc'];

  it('lets go of streams that nobody read, and counts every one as abandoned', async () => {
    const { stdout, stderr } = await runModule(
      `${TRACED}
      import { PassThrough, Readable } from 'node:stream';
      import { setTimeout as sleep } from 'node:timers/promises';
      const kinds = {
        generator: async function* () { yield 1; },
        iterable: () => ({ async *[Symbol.asyncIterator]() { yield 1; } }),
        readable: () => new Readable({ read() {} }),
        duplex: () => new PassThrough(),
        web: () => new ReadableStream(),
        bytes: () => new ReadableStream({ type: 'bytes' }),
        held: () => new ReadableStream({ start(controller) { producers.push(controller); } }),
        partly: async function* () { yield 1; yield 2; },
      };
      const producers = [];
      const count = {};
      tracing.onTrace(({ fnName, outcome }) => { count[fnName + ' ' + outcome.status] = (count[fnName + ' ' + outcome.status] ?? 0) + 1; });
      for (const [name, give] of Object.entries(kinds)) {
        const call = traced(name, { type: 'query' }, give);
        for (let i = 0; i < 1_000; i += 1) {
          await use(call(), name);
        }
      }
      async function use(stream, name) {
        if (name === 'partly') await stream.next();
      }
      gc();
      await sleep(10);
      const held = producers.length;
      const early = count['held abandoned'];
      producers.length = 0;
      for (let i = 0; i < 40 && Object.values(count).reduce((a, b) => a + b, 0) < 8_000; i += 1) {
        gc();
        await sleep(10);
      }
      console.log(JSON.stringify({ ...count, held, early: early ?? 0 }));
      `,
      EXPOSE,
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      'generator abandoned': 1_000,
      'iterable abandoned': 1_000,
      'readable abandoned': 1_000,
      'duplex abandoned': 1_000,
      'web abandoned': 1_000,
      'bytes abandoned': 1_000,
      // Its producer may still write to it, so it is one as long as there is a producer.
      held: 1_000,
      early: 0,
      'held abandoned': 1_000,
      'partly abandoned': 1_000,
    });
  }, 60_000);

  it('holds what the log may keep and no more, whatever was called', async () => {
    const { stdout } = await runModule(
      `
      import { op, startTracing, traced, TraceLog } from '@portcall/trace';
      const log = new TraceLog({ capacity: 1_000 });
      startTracing({ listeners: [(trace) => log.push(trace)] });
      const leaf = traced('leaf', { type: 'query' }, async (n) => { for (let i = 0; i < 10; i += 1) op('get', 'Lot', () => n); });
      const root = traced('root', { type: 'mutation' }, async (n) => { await leaf(n); await leaf(n); });
      const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      const run = async (calls) => { for (let n = 0; n < calls; n += 1) await root(n); return heap(); };
      await run(1_000);
      const first = await run(1_000);
      const later = await run(20_000);
      const tick = traced('tick', { type: 'action' }, async () => {});
      let chain = Promise.resolve();
      const again = async (left) => { await tick(); if (left > 0) setImmediate(() => again(left - 1)); else done(); };
      let done;
      const finished = new Promise((resolve) => { done = resolve; });
      again(20_000);
      await finished;
      const chained = heap();
      console.log(JSON.stringify({ total: log.totalCount, length: log.length, grown: later - first, chained: chained - first }));
      `,
      EXPOSE,
    );
    const { total, length, grown, chained } = JSON.parse(stdout);
    expect([total, length]).toEqual([22_000 * 3 + 20_001, 1_000]);
    expect(grown).toBeLessThan(1_000_000);
    expect(chained).toBeLessThan(1_000_000);
  }, 60_000);

  it('finds the calls whose promise can never settle, and says so once per function', async () => {
    const { stdout, stderr } = await runModule(
      `${TRACED}
      import { problems } from '@portcall/core';
      import { setTimeout as sleep } from 'node:timers/promises';
      const held = [];
      const hang = traced('hang', { type: 'action' }, async (kept) => {
        await new Promise((resolve) => { if (kept) held.push(resolve); });
      });
      const answer = traced('answer', { type: 'query' }, async (n) => { await sleep(1); if (n % 2 === 0) throw new Error('even'); });
      for (let i = 0; i < 200_000; i += 1) hang(false);
      for (let i = 0; i < 300; i += 1) hang(true);
      await Promise.allSettled(Array.from({ length: 1_000 }, (_, n) => answer(n)));
      for (const resolve of held) resolve();
      const found = () => problems().filter(({ key }) => key === 'call.forgotten');
      for (let i = 0; i < 100 && (found()[0]?.count ?? 0) < 200_000; i += 1) { gc(); await sleep(10); }
      console.log(JSON.stringify([found().map(({ about, count }) => [about, count]), log.totalCount]));
      `,
      EXPOSE,
    );
    expect(JSON.parse(stdout)).toEqual([[['hang', 200_000]], 1_300]);
    expect(stderr.match(/^portcall: hang: .*never end/gm)).toHaveLength(1);
  }, 60_000);

  it('holds no text that what is kept of a call was only cut from', async () => {
    const { stdout } = await runModule(
      `
      import { op, currentCall, schedule, runScheduled, startTracing, traced, TraceBuilder, TraceLog } from '@portcall/trace';
      const log = new TraceLog({ capacity: 10_000 });
      startTracing({ sinks: [log] });
      const gcHeap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      // What a server does with a body: a short part of it, which V8 keeps as a slice of the whole.
      let n = 0;
      const cut = (name) => { n += 1; return Buffer.alloc(200_000, name + '-of-' + String(n).padStart(10, '0') + ' ').toString().slice(0, name.length + 14); };
      const traces = {
        user: traced('user', { type: 'query', identify: () => ({ userId: cut('user') }) }, () => {}),
        tenant: traced('tenant', { type: 'query' }, () => currentCall().identify({ tenantId: cut('tenant') })),
        op: traced('op', { type: 'query' }, () => op(cut('op'), cut('entity'), () => 1, { id: cut('id'), system: cut('system'), text: cut('text') })),
        failed: traced('failed', { type: 'query' }, () => { try { op('get', 'lot', () => { throw { code: cut('op-code') }; }); } catch {} }),
        error: traced('error', { type: 'query' }, () => { throw { code: cut('code'), message: cut('message') }; }),
        schedule: traced('schedule', { type: 'query' }, () => schedule(cut('schedule'))),
        builder: () => log.push(new TraceBuilder({ callId: cut('call'), fnName: cut('fn'), fnType: 'query', parentCallId: cut('parent') }).finishOk()),
      };
      const grown = {};
      for (const [name, call] of Object.entries(traces)) {
        const before = gcHeap();
        for (let i = 0; i < 100; i += 1) try { call(); } catch {}
        grown[name] = gcHeap() - before;
      }
      console.log(JSON.stringify({ grown, kept: log.length, ids: new Set(log.recent().map(({ callId }) => callId)).size }));
      `,
      EXPOSE,
    );
    const { grown, ...kept } = JSON.parse(stdout) as { readonly grown: Readonly<Record<string, number>> };
    expect(kept).toEqual({ kept: 700, ids: 700 });
    // One text of each kind would be 20 MB.
    expect(Object.entries(grown).filter(([, bytes]) => bytes > 1_000_000)).toEqual([]);
  }, 60_000);

  it('stays flat where 50,000 calls give one stream', async () => {
    const { stdout } = await runModule(
      `
      import { PassThrough } from 'node:stream';
      import { startTracing, traced, TraceLog } from '@portcall/trace';
      const log = new TraceLog({ capacity: 10 });
      startTracing({ sinks: [log] });
      const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      const kinds = {
        duplex: new PassThrough(),
        web: new ReadableStream(),
        iterable: { async *[Symbol.asyncIterator]() { yield 1; } },
        response: new Response('body'),
      };
      const grown = {};
      for (const [name, stream] of Object.entries(kinds)) {
        const give = traced(name, { type: 'query' }, () => stream);
        const run = () => { for (let i = 0; i < 25_000; i += 1) give(); return heap(); };
        const first = run();
        grown[name] = run() - first;
      }
      kinds.duplex.resume().end('over');
      await new Promise((ended) => kinds.duplex.on('close', ended));
      console.log(JSON.stringify({ grown, ended: log.totalCount }));
      `,
      EXPOSE,
    );
    const { grown, ended } = JSON.parse(stdout) as { grown: Record<string, number>; ended: number };
    expect(Object.values(grown).filter((bytes) => bytes > 300_000)).toEqual([]);
    expect(ended).toBe(50_000 + 3 * 49_000);
  }, 60_000);

  it('holds of a long text only what is kept of it', async () => {
    const { stdout } = await runModule(
      `${TRACED}
      import { op } from '@portcall/trace';
      const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      const insert = traced('insert', { type: 'mutation' }, (letter) => {
        op('insert', 'Lot', () => 1, { text: Buffer.alloc(1_000_000, letter).toString() });
        throw new Error(Buffer.alloc(1_000_000, letter).toString());
      });
      const run = () => { for (let i = 0; i < 20; i += 1) try { insert(i) } catch {} return heap(); };
      const first = run();
      const later = run();
      console.log(JSON.stringify({ kept: log.recent().map(({ ops }) => ops[0].text.length), grown: later - first }));
      `,
      EXPOSE,
    );
    const { kept, grown } = JSON.parse(stdout);
    expect(kept).toEqual(Array.from({ length: 40 }, () => 4_096));
    expect(grown).toBeLessThan(2_000_000);
  }, 60_000);
});
