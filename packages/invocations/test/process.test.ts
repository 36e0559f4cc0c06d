import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Exit, runProgram } from '@portcall/real-parts';

const root = join(__dirname, '../../..');

beforeAll(() => void execFileSync(process.execPath, [join(root, 'tools/build.mjs')]), 120_000);

/** Runs a module on the built packages, in a process of its own. */
function run(source: string): Promise<Exit> {
  const module = `
    import { InvocationMetricsBus, InvocationTimer } from '@portcall/invocations';
    import { problems } from '@portcall/core';
    import { setTimeout as sleep } from 'node:timers/promises';
    const bus = new InvocationMetricsBus();
    const metric = { pluginId: 'p', functionName: 'f', startedAt: 0, wallTimeUs: 1, memoryPeakBytes: 0, status: { kind: 'success' } };
    const collect = async (isDone) => {
      // Nothing that was looked at can be collected in the same turn.
      for (let i = 0; i < 50 && !isDone(); i += 1) { await sleep(5); gc(); await sleep(5); }
    };
    const keys = () => problems().map(({ key, about, count }) => [key, about, count]);
    ${source}`;
  const args = ['--expose-gc', '--input-type=module', '--eval', module];
  return runProgram(process.execPath, { args, cwd: __dirname, timeoutMs: 60_000 }).exit;
}

describe('timers that were garbage-collected', () => {
  it('unfinished are each recorded as dropped, with one warning that names the plugin and the function', async () => {
    const { stdout, stderr } = await run(`
      const found = [];
      bus.onMetric((metric) => found.push(metric));
      const before = Date.now();
      (() => { for (let i = 0; i < 1_000; i += 1) InvocationTimer.start(bus, 'resize', 'on_request'); })();
      await collect(() => found.length >= 1_000);
      await collect(() => false);
      const kinds = [...new Set(found.map(({ status, pluginId, functionName, memoryPeakBytes }) =>
        [status.kind, pluginId, functionName, memoryPeakBytes].join(' ')))];
      const sound = found.every(({ startedAt, wallTimeUs }) => startedAt >= before - 5 && wallTimeUs > 0);
      console.log(JSON.stringify([found.length, kinds, sound, keys()]));
    `);
    expect(JSON.parse(stdout)).toEqual([
      1_000,
      ['dropped resize on_request 0'],
      true,
      [['invocation.dropped', 'resize.on_request', 1_000]],
    ]);
    expect(stderr.trim()).toBe(
      'portcall: resize.on_request: its timer was left without finishSuccess() or finishFailure(); a dropped invocation is recorded; finish it on every path, failures included',
    );
  });

  it('finished or disposed of are nobody’s concern, and neither are those in use', async () => {
    const { stdout, stderr } = await run(`
      const found = [];
      bus.onMetric(({ status }) => found.push(status.kind));
      const gone = [];
      const used = [];
      // In a function of its own: a module keeps the last value of its variables.
      const start = () => {
        const timer = InvocationTimer.start(bus, 'resize', 'on_request');
        timer.finishSuccess();
        timer[Symbol.dispose]();
        gone.push(new WeakRef(timer));
        used.push(InvocationTimer.start(bus, 'resize', 'on_response'));
      };
      for (let i = 0; i < 100; i += 1) start();
      await collect(() => gone.every((ref) => ref.deref() === undefined));
      await collect(() => false);
      for (const timer of used) timer.finishSuccess();
      console.log(JSON.stringify([gone.filter((ref) => ref.deref()).length, found.length, [...new Set(found)], keys()]));
    `);
    expect([JSON.parse(stdout), stderr]).toEqual([[0, 200, ['success'], []], '']);
  });

  it('hold nothing but their invocation: a million started and finished leave no memory behind', async () => {
    const { stdout } = await run(`
      const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      const round = async () => {
        for (let i = 0; i < 250_000; i += 1) InvocationTimer.start(bus, 'resize', 'on_request').finishSuccess();
        await sleep(1);
        return heap();
      };
      await round();
      const first = await round();
      await round();
      console.log(await round() - first);
    `);
    expect(Number(stdout)).toBeLessThan(1_000_000);
  });
});

describe('a receiver that was garbage-collected', () => {
  it('without being closed is removed, and reported with what nobody read', async () => {
    const { stdout, stderr } = await run(`
      (() => { bus.subscribe({ name: 'status page' }); })();
      for (let i = 0; i < 3; i += 1) bus.record(metric);
      await collect(() => bus.subscriberCount === 0);
      bus.record(metric);
      console.log(JSON.stringify([bus.subscriberCount, keys()]));
    `);
    expect(JSON.parse(stdout)).toEqual([0, [['invocation.forgotten', 'status page', 3]]]);
    expect(stderr.trim()).toBe(
      'portcall: invocations receiver status page: its receiver was garbage-collected without being closed; 3 metrics were never read, and it is removed; keep a receiver while it is in use and close() it then, and do not let a consumer wait for what cannot come',
    );
  });

  it('after it was closed, or with its whole bus, is nobody’s concern', async () => {
    const { stdout, stderr } = await run(`
      const gone = (() => {
        const other = new InvocationMetricsBus();
        const closed = bus.subscribe();
        bus.record(metric);
        closed.close();
        const ended = new InvocationMetricsBus();
        const receiver = ended.subscribe();
        ended.record(metric);
        ended.close();
        const waiting = other.subscribe();
        void waiting.next();
        return [other, other.subscribe(), closed, ended, receiver, waiting].map((it) => new WeakRef(it));
      })();
      await collect(() => gone.every((ref) => ref.deref() === undefined));
      await collect(() => false);
      console.log(JSON.stringify([gone.map((ref) => ref.deref() === undefined), keys()]));
    `);
    expect([JSON.parse(stdout), stderr]).toEqual([[new Array(6).fill(true), []], '']);
  });

  it('is none while somebody waits at it', async () => {
    const { stdout } = await run(`
      const told = [];
      void (async () => { for await (const { functionName } of bus.subscribe()) told.push('loop ' + functionName); })();
      void bus.subscribe().next().then(({ value }) => told.push('next ' + value.functionName));
      await collect(() => false);
      bus.record(metric);
      await sleep(5);
      console.log(JSON.stringify([told.sort(), keys()]));
    `);
    expect(JSON.parse(stdout)).toEqual([['loop f', 'next f'], []]);
  });
});

describe('a process', () => {
  it('ends while receivers wait', async () => {
    const { code, timedOut, stdout } = await run(`
      void (async () => { for await (const { functionName } of bus.subscribe()) console.log(functionName); })();
      bus.record(metric);
    `);
    expect({ code, timedOut, stdout: stdout.trim() }).toEqual({ code: 0, timedOut: false, stdout: 'f' });
  });
});
