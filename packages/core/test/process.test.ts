import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Exit, runProgram } from '@portcall/real-parts';

const root = join(__dirname, '../../..');

beforeAll(() => void execFileSync(process.execPath, [join(root, 'tools/build.mjs')]), 120_000);

/** Runs a module on the built package, in a process of its own. */
function run(source: string): Promise<Exit> {
  const module = `
    import { ObserverRegistry, problems } from '@portcall/core';
    import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
    const registry = new ObserverRegistry();
    const started = (n) => ({ category: 'call', n });
    const collect = async (isDone) => {
      // Nothing that was looked at can be collected in the same turn.
      for (let i = 0; i < 50 && !isDone(); i += 1) { await sleep(5); gc(); await sleep(5); }
    };
    ${source}`;
  const args = ['--expose-gc', '--input-type=module', '--eval', module];
  return runProgram(process.execPath, { args, cwd: __dirname, timeoutMs: 60_000 }).exit;
}

async function printed(source: string): Promise<unknown> {
  const { stdout, stderr, code } = await run(source);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout);
}

describe('memory', () => {
  it('holds a million events through ten observers within their capacities, whoever is stuck', async () => {
    const { heaps, statuses, told } = (await printed(`
      const CAPACITY = 1_000;
      const told = new Array(8).fill(0);
      const stuck = registry.add(['call'], { capacity: CAPACITY });
      const taking = registry.add(['call'], { capacity: CAPACITY });
      const consumers = told.map((_, index) =>
        registry.subscribe(['call'], () => { told[index] += 1; }, { capacity: CAPACITY }));
      const heap = () => { gc(); return process.memoryUsage().heapUsed; };
      const heaps = [];
      for (let n = 0; n < 1_000_000; n += 1) {
        registry.emit({ category: 'call', n, payload: new Array(10).fill(n) });
        if ((n + 1) % CAPACITY === 0) {
          while (taking.receiver.take() !== undefined);
          await turn();
          await turn();
        }
        if ((n + 1) % 100_000 === 0) heaps.push(heap());
      }
      const statuses = [stuck, taking, ...consumers].map(({ id }) => registry.status(id));
      console.log(JSON.stringify({ heaps, statuses, told }));
    `)) as { heaps: number[]; statuses: object[]; told: number[] };
    expect(Math.max(...heaps) - heaps[0]!).toBeLessThan(500_000);
    const all = { delivered: 1_000_000, missed: 0, pending: 0, disconnected: false };
    expect(statuses).toEqual([
      { delivered: 0, missed: 999_000, pending: 1_000, disconnected: false },
      ...new Array<object>(9).fill(all),
    ]);
    expect(told).toEqual(new Array(8).fill(1_000_000));
  }, 60_000);

  it('costs nothing for a large capacity while the consumer keeps up', async () => {
    const grown = await printed(`
      const { receiver } = registry.add(['call'], { capacity: 10_000_000 });
      const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      const before = heap();
      for (let n = 0; n < 1_000_000; n += 1) {
        registry.emit(started(n));
        receiver.take();
      }
      console.log(heap() - before);
    `);
    expect(grown).toBeLessThan(500_000);
  });

  it('lets go of what was taken, and of what was missed', async () => {
    expect(
      await printed(`
      const refs = [];
      const held = () => refs.filter((ref) => ref.deref() !== undefined).length;
      const taken = registry.add(['call'], { capacity: 8 }).receiver;
      const dropping = registry.add(['call'], { capacity: 1 }).receiver;
      const emit = (n) => {
        const event = started(n);
        refs.push(new WeakRef(event));
        registry.emit(event);
      };
      for (let n = 0; n < 8; n += 1) emit(n);
      while (taken.take() !== undefined);
      await collect(() => held() === 1);
      const before = held();
      const newest = dropping.pending;
      dropping.close();
      await collect(() => held() === 0);
      console.log(JSON.stringify([before, newest, held()]));
    `),
    ).toEqual([1, 1, 0]);
  });
});

describe('a receiver that was garbage-collected', () => {
  it('without being closed is removed, and reported with what nobody read', async () => {
    const { stderr, stdout } = await run(`
      const id = registry.add(['call'], { name: 'status page' }).id;
      for (let n = 0; n < 3; n += 1) registry.emit(started(n));
      await collect(() => registry.isEmpty);
      registry.emit(started(4));
      console.log(JSON.stringify([registry.status(id) ?? null, problems().map(({ key, about, count }) => [key, about, count])]));
    `);
    expect(JSON.parse(stdout)).toEqual([null, [['observe.forgotten', 'status page', 3]]]);
    expect(stderr.trim()).toBe(
      'portcall: observer status page: its receiver was garbage-collected without being closed; 3 events were never read, and it is removed; keep a receiver while it is in use and close() it then, and do not let a consumer wait for what cannot come',
    );
  });

  it('lets a sender go on that waited for it', async () => {
    const { stdout, code } = await run(`
      registry.add(['call'], { capacity: 1, policy: 'block' });
      await registry.send(started(1));
      let isDone = false;
      const sending = registry.send(started(2)).then(() => { isDone = true; });
      await collect(() => isDone);
      await sending;
      console.log(problems()[0].count);
    `);
    expect([stdout.trim(), code]).toEqual(['2', 0]);
  });

  it('after it was closed, or its sink removed, is nobody’s concern', async () => {
    expect(
      await printed(`
      const gone = [];
      const watch = (receiver) => gone.push(new WeakRef(receiver));
      (() => { const { receiver } = registry.add(['call']); watch(receiver); receiver.close(); })();
      (() => { const { id, receiver } = registry.add(['call']); watch(receiver); registry.emit(started(0)); registry.remove(id); })();
      await collect(() => gone.every((ref) => ref.deref() === undefined));
      await collect(() => false);
      registry.emit(started(1));
      console.log(JSON.stringify([gone.map((ref) => ref.deref() === undefined), registry.length, problems()]));
    `),
    ).toEqual([[true, true], 0, []]);
  });

  it('with its whole registry is nobody’s concern', async () => {
    expect(
      await printed(`
      const gone = (() => {
        const other = new ObserverRegistry();
        const { receiver } = other.add(['call']);
        other.subscribe(['call'], () => {});
        void (async () => { for await (const _ of other.add(['call']).receiver); })();
        other.emit(started(0));
        return [other, receiver].map((it) => new WeakRef(it));
      })();
      await collect(() => gone.every((ref) => ref.deref() === undefined));
      console.log(JSON.stringify([gone.map((ref) => ref.deref() === undefined), problems()]));
    `),
    ).toEqual([[true, true], []]);
  });

  it('is none while a consumer waits at it', async () => {
    expect(
      await printed(`
      const told = [];
      void (async () => { for await (const { n } of registry.add(['call']).receiver) told.push('loop ' + n); })();
      void registry.add(['call']).receiver.next().then(({ value }) => told.push('next ' + value.n));
      registry.subscribe(['call'], async ({ n }) => { await sleep(1); told.push('consumer ' + n); });
      await collect(() => false);
      registry.emit(started(1));
      await sleep(20);
      console.log(JSON.stringify([told.sort(), problems(), registry.length]));
    `),
    ).toEqual([['consumer 1', 'loop 1', 'next 1'], [], 3]);
  });

  it('is found where a consumer waits for what cannot come', async () => {
    const { stdout } = await run(`
      registry.subscribe(['call'], () => new Promise(() => {}));
      for (let n = 0; n < 3; n += 1) registry.emit(started(n));
      await turn();
      await collect(() => registry.isEmpty);
      console.log(JSON.stringify(problems().map(({ key, about, count }) => [key, about, count])));
    `);
    expect(JSON.parse(stdout)).toEqual([['observe.forgotten', 'call', 2]]);
  });
});

describe('a process', () => {
  it('ends while observers wait, once they have what is pending', async () => {
    const { code, timedOut, stdout } = await run(`
      registry.subscribe(['call'], ({ n }) => console.log(n));
      void (async () => { for await (const _ of registry.add(['call']).receiver); })();
      for (let n = 0; n < 3; n += 1) registry.emit(started(n));
    `);
    expect({ code, timedOut, lines: stdout.trim().split('\n') }).toEqual({
      code: 0,
      timedOut: false,
      lines: ['0', '1', '2'],
    });
  });
});
