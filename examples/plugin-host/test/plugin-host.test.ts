import { setTimeout as sleep } from 'node:timers/promises';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import type { InvocationMetric } from '@portcall/invocations';
import { CallAbandoned, HostClosed, PluginFailure, UnknownFunction } from '../src/plugin-host.js';
import { hosted } from './hosted.js';

failOnProblems();

const BYTES_PER_MB = 1_048_576;

const ARITHMETIC = `
  export const unit = 'cent';
  export function add({ a, b }) { return a + b; }
  export async function later({ a, b }) { return a + b; }
  export function fail(message) { throw new Error(message); }
  export function failWith(kind) { throw { text: 'plain', nothing: undefined, hostile: Object.create(null) }[kind]; }
`;

const TROUBLE = `
  const kept = [];
  export const fine = () => 'fine';
  export function hang() { for (;;); }
  export const wait = () => new Promise(() => {});
  export function hoard() { for (;;) kept.push(new Array(1000).fill(0)); }
  export const leave = () => process.exit(0);
  export const crashLater = () => void setTimeout(() => { throw new Error('later'); });
`;

function endings(recorded: readonly InvocationMetric[]): readonly string[] {
  return recorded.map(({ pluginId, functionName, status }) => {
    const why = status.kind === 'failure' ? `: ${status.error}` : '';
    return `${pluginId}.${functionName} ${status.kind}${why}`;
  });
}

describe('a plugin', () => {
  it('is a module of the folder, called by its name, with the functions it exports', async () => {
    await using it = await hosted({ arithmetic: ARITHMETIC, trouble: TROUBLE });
    expect([...it.host.functions]).toEqual([
      ['arithmetic', ['add', 'fail', 'failWith', 'later']],
      ['trouble', ['crashLater', 'fine', 'hang', 'hoard', 'leave', 'wait']],
    ]);
  });

  it('is called with an input and answers, at once or later, and each invocation is one metric', async () => {
    await using it = await hosted({ arithmetic: ARITHMETIC });
    const before = Date.now();
    expect(await it.host.invoke('arithmetic', 'add', { a: 1, b: 2 })).toBe(3);
    expect(await it.host.invoke('arithmetic', 'later', { a: 3, b: 4 })).toBe(7);
    expect(endings(it.recorded)).toEqual(['arithmetic.add success', 'arithmetic.later success']);
    for (const { startedAt, wallTimeUs, memoryPeakBytes } of it.recorded) {
      expect(Math.abs(startedAt - before)).toBeLessThan(20_000);
      expect(wallTimeUs).toBeGreaterThan(0);
      expect(memoryPeakBytes).toBeGreaterThan(BYTES_PER_MB);
      expect(memoryPeakBytes).toBeLessThan(32 * BYTES_PER_MB);
    }
  });

  it('answers many callers at once, each with its own', async () => {
    await using it = await hosted({ arithmetic: ARITHMETIC });
    const numbers = Array.from({ length: 100 }, (_, number) => number);
    const sums = numbers.map((a) => it.host.invoke('arithmetic', a % 2 === 0 ? 'add' : 'later', { a, b: 1 }));
    expect(await Promise.all(sums)).toEqual(numbers.map((number) => number + 1));
    expect(it.recorded).toHaveLength(100);
  });

  it('that throws has failed with what it threw, and is called again in the same thread', async () => {
    await using it = await hosted({ arithmetic: ARITHMETIC });
    const failure = await it.host.invoke('arithmetic', 'fail', 'no stock').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PluginFailure);
    expect(failure).toMatchObject({ message: 'arithmetic.fail: no stock' });
    for (const kind of ['text', 'nothing']) {
      await expect(it.host.invoke('arithmetic', 'failWith', kind)).rejects.toThrow(PluginFailure);
    }
    expect(it.host.restarts('arithmetic')).toBe(0);
    await expect(it.host.invoke('arithmetic', 'failWith', 'hostile')).rejects.toThrow(PluginFailure);
    expect(await it.host.invoke('arithmetic', 'add', { a: 1, b: 1 })).toBe(2);
    expect(endings(it.recorded).slice(0, 3)).toEqual([
      'arithmetic.fail failure: no stock',
      'arithmetic.failWith failure: plain',
      'arithmetic.failWith failure: undefined',
    ]);
    expect(it.recorded.map(({ status }) => status.kind).slice(3)).toEqual(['failure', 'success']);
  });

  it('has failed where its input or its result cannot go from thread to thread', async () => {
    await using it = await hosted({ shy: 'export const echo = (it) => it; export const give = () => () => 1;' });
    await expect(it.host.invoke('shy', 'echo', () => 1)).rejects.toThrow('shy.echo: its input cannot be sent: ');
    await expect(it.host.invoke('shy', 'give', 1)).rejects.toThrow('shy.give: its result cannot be sent: ');
    expect(await it.host.invoke('shy', 'echo', [1, { deep: new Map([[1, 2]]) }])).toEqual([
      1,
      { deep: new Map([[1, 2]]) },
    ]);
    expect(it.recorded.map(({ status }) => status.kind)).toEqual(['failure', 'failure', 'success']);
    expect(it.host.restarts('shy')).toBe(0);
  });

  it('sees nothing of the environment of its host', async () => {
    await using it = await hosted({ nosy: 'export const look = () => Object.keys(process.env);' });
    expect(await it.host.invoke('nosy', 'look', 0)).toEqual([]);
  });

  it('that cannot be loaded keeps its host from starting, and the threads of the others end', async () => {
    await expect(hosted({ fine: ARITHMETIC, wrong: 'export const = 1;' })).rejects.toThrow(
      /wrong\.mjs cannot be loaded: /,
    );
    await expect(hosted({ gone: 'process.exit(0);' })).rejects.toThrow(/gone\.mjs cannot be loaded: its thread ended/);
  });
});

describe('a function that is not there', () => {
  it.each([
    ['pricing', 'quote'],
    ['arithmetic', 'subtract'],
    ['arithmetic', 'unit'],
    ['arithmetic', 'toString'],
  ])('such as %s.%s, is refused, and no series is made of its name', async (pluginId, functionName) => {
    await using it = await hosted({ arithmetic: ARITHMETIC });
    const refused = it.host.invoke(pluginId, functionName, 0);
    await expect(refused).rejects.toThrow(
      new UnknownFunction(`there is no plugin function ${pluginId}.${functionName}`),
    );
    expect(it.recorded).toEqual([]);
  });
});

describe('a plugin in trouble', () => {
  it.each(['hang', 'wait'])('by %s() fails when its time is over, and the next call has a new thread', async (name) => {
    await using it = await hosted({ trouble: TROUBLE }, { timeoutMs: 200 });
    await expect(it.host.invoke('trouble', name, 0)).rejects.toThrow(`trouble.${name}: timed out after 200 ms`);
    expect(await it.host.invoke('trouble', 'fine', 0, { timeoutMs: 10_000 })).toBe('fine');
    expect(endings(it.recorded)).toEqual([`trouble.${name} failure: timed out after 200 ms`, 'trouble.fine success']);
    expect(it.recorded[0]!.wallTimeUs).toBeGreaterThanOrEqual(190_000);
    expect(it.host.restarts('trouble')).toBe(1);
  });

  it('that takes more memory than it may fails with its limit as its peak', async () => {
    await using it = await hosted({ trouble: TROUBLE }, { memoryLimitMb: 24, timeoutMs: 20_000 });
    await expect(it.host.invoke('trouble', 'hoard', 0)).rejects.toThrow(/^trouble\.hoard: .*memory/);
    expect(await it.host.invoke('trouble', 'fine', 0)).toBe('fine');
    expect(it.recorded[0]).toMatchObject({ status: { kind: 'failure' }, memoryPeakBytes: 24 * BYTES_PER_MB });
  });

  it('that ends its thread fails, and those who wait behind it do not', async () => {
    await using it = await hosted({ trouble: TROUBLE });
    const calls = ['leave', 'fine', 'leave', 'fine', 'fine'].map((name) => it.host.invoke('trouble', name, 0));
    const ended = await Promise.allSettled(calls);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(endings(it.recorded)).toEqual([
      'trouble.leave failure: its thread ended',
      'trouble.fine success',
      'trouble.leave failure: its thread ended',
      'trouble.fine success',
      'trouble.fine success',
    ]);
    expect(it.host.restarts('trouble')).toBe(2);
  });

  it('that crashes between two calls has a new thread for the second', async () => {
    await using it = await hosted({ trouble: TROUBLE });
    await it.host.invoke('trouble', 'crashLater', 0);
    await sleep(300);
    expect(await it.host.invoke('trouble', 'fine', 0)).toBe('fine');
    expect(it.host.restarts('trouble')).toBe(1);
    expect(it.recorded.map(({ status }) => status.kind)).toEqual(['success', 'success']);
  });

  it('that cannot be loaded again fails whoever calls it, until it can', async () => {
    await using it = await hosted({ trouble: TROUBLE });
    await it.remove();
    await expect(it.host.invoke('trouble', 'leave', 0)).rejects.toThrow('trouble.leave: its thread ended');
    await expect(it.host.invoke('trouble', 'fine', 0)).rejects.toThrow(PluginFailure);
    expect(endings(it.recorded)[1]).toMatch(/^trouble\.fine failure: Cannot find module /);
  });

  it('does not hold up others, nor the host', async () => {
    await using it = await hosted({ trouble: TROUBLE, arithmetic: ARITHMETIC }, { timeoutMs: 1_000 });
    const hanging = it.host.invoke('trouble', 'hang', 0).catch(() => 'timed out');
    const sums = Array.from({ length: 20 }, (_, a) => it.host.invoke('arithmetic', 'add', { a, b: a }));
    const first = await Promise.race([hanging, Promise.all(sums).then(() => 'sums')]);
    expect([first, await hanging]).toEqual(['sums', 'timed out']);
  });
});

describe('the peak of memory', () => {
  it('is what a call had at once, although it let go of it', async () => {
    const source = `
      export const little = () => 0;
      export function much(mb) {
        let size = 0;
        for (let i = 0; i < mb; i += 1) size += new Array(131_072).fill(i).length;
        let held = Array.from({ length: mb }, (_, i) => new Array(131_072).fill(i));
        size += held.length;
        held = undefined;
        return size;
      }`;
    await using it = await hosted({ memory: source });
    await it.host.invoke('memory', 'little', 0);
    await it.host.invoke('memory', 'much', 12);
    const [little, much] = it.recorded.map(({ memoryPeakBytes }) => memoryPeakBytes);
    expect(much! - little!).toBeGreaterThan(11 * BYTES_PER_MB);
  });
});

describe('a host that is closed', () => {
  it('abandons what runs, which is dropped, and invokes nothing any more', async () => {
    await using it = await hosted({ trouble: TROUBLE });
    const running = it.host.invoke('trouble', 'wait', 0);
    const waiting = it.host.invoke('trouble', 'fine', 0);
    const [abandoned, refused] = [running, waiting].map((call) => call.catch((error: unknown) => error));
    await sleep(50);
    await it.host.close();
    expect(await abandoned).toBeInstanceOf(CallAbandoned);
    expect(await refused).toBeInstanceOf(HostClosed);
    await expect(it.host.invoke('trouble', 'fine', 0)).rejects.toThrow(HostClosed);
    expectProblems('invocation.dropped trouble.wait');
    expect(endings(it.recorded)).toEqual(['trouble.wait dropped']);
  });

  it('leaves no thread behind, not even one that was just being replaced', async () => {
    await using it = await hosted({ trouble: TROUBLE });
    const [left, fine] = [it.host.invoke('trouble', 'leave', 0), it.host.invoke('trouble', 'fine', 0)];
    const refused = fine.catch((error: unknown) => error);
    await left.catch(() => {});
    await it.host.close();
    expect(await refused).toBeInstanceOf(HostClosed);
    expect(process.getActiveResourcesInfo().filter((resource) => resource === 'Worker')).toEqual([]);
  });
});
