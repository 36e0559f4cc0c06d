import { describeWith, latest, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const INVOCATIONS = `
  const { InvocationMetricsBus, InvocationTimer } = await import('@portcall/invocations');
  const bus = new InvocationMetricsBus();
  const invoke = (plugin, end) => end(InvocationTimer.start(bus, plugin, 'render'));
`;

async function said(code: string, stderr: unknown = ''): Promise<unknown> {
  const app = await runApp(code).exit;
  expect(app).toMatchObject({ code: 0, stderr });
  return JSON.parse(app.stdout);
}

describe('telemetry.observers', () => {
  it('tell calls with their operations, invocations and problems, in the order in which they happened', async () => {
    const told = await said(
      `${INVOCATIONS}
      const { op, query, tracedFunctions } = await import('@portcall/trace');
      const { onProblem, report } = await import('@portcall/core');
      onProblem(() => {});
      const telemetry = registerInstrumentation({ exporters: [], invocations: bus });
      const { receiver } = telemetry.observers.add(['call', 'op', 'invocation', 'problem']);
      const { getLot, failing } = tracedFunctions({
        getLot: query(() => { op('get', 'lot', () => [1]); op('list', 'bid', () => [1, 2]); }),
        failing: query(async () => { throw new RangeError('no'); }),
      });
      getLot();
      await failing().catch(() => {});
      invoke('markdown', (timer) => timer.finishSuccess(1024));
      report({ key: 'shop.empty', message: 'the shop is empty' });
      report({ key: 'shop.empty', message: 'the shop is empty' });
      const told = [];
      for (let event = receiver.take(); event !== undefined; event = receiver.take()) {
        const { category, trace, op, metric, problem } = event;
        told.push([category, trace?.fnName, op?.op, trace?.outcome.status, metric?.pluginId, problem?.key].filter(Boolean));
      }
      console.log(JSON.stringify(told));
    `,
    );
    expect(told).toEqual([
      ['op', 'getLot', 'get', 'ok'],
      ['op', 'getLot', 'list', 'ok'],
      ['call', 'getLot', 'ok'],
      ['call', 'failing', 'error'],
      ['invocation', 'markdown'],
      ['problem', 'shop.empty'],
    ]);
  });

  it('tell which exporters started, could not start, and ended, and end with telemetry', async () => {
    const told = await said(
      `
      const unserved = prometheus({ serve: false });
      const telemetry = registerInstrumentation({
        exporters: [{ ...unserved, name: 'works' }, { ...unserved, name: 'taken', start: async () => { throw new Error('port 1 is taken'); } }],
      });
      const told = [];
      telemetry.observers.subscribe(['exporter'], ({ exporter, phase, inTime }) => told.push([exporter, phase, inTime]));
      await telemetry.ready.catch(() => {});
      await telemetry.shutdown();
      await sleep(10);
      let late;
      try { telemetry.observers.add(['call']); } catch (error) { late = error.message; }
      console.log(JSON.stringify([told, late]));
    `,
      expect.stringContaining('port 1 is taken'),
    );
    const [phases, late] = told as [unknown[], string];
    // They start side by side.
    expect(phases.slice(0, 2)).toEqual(
      expect.arrayContaining([
        ['works', 'started', null],
        ['taken', 'failed', null],
      ]),
    );
    expect(phases.slice(2)).toEqual([
      ['works', 'stopped', true],
      ['taken', 'stopped', true],
    ]);
    expect(late).toContain('closed');
  });

  it('leave an app alone whose observers fail or never look', async () => {
    const told = await said(
      `
      const { onProblem } = await import('@portcall/core');
      const problems = [];
      onProblem(({ key }) => problems.push(key));
      const { query, traced } = await import('@portcall/trace');
      const telemetry = registerInstrumentation({ exporters: [] });
      const stuck = telemetry.observers.add(['call'], { capacity: 2 });
      telemetry.observers.subscribe(['call'], () => { throw new Error('observer'); }, { name: 'failing' });
      const double = traced('double', { type: 'query' }, (n) => 2 * n);
      const results = [1, 2, 3].map(double);
      await sleep(10);
      console.log(JSON.stringify([results, stuck.status(), telemetry.traces.totalCount, problems]));
    `,
    );
    expect(told).toEqual([
      [2, 4, 6],
      { delivered: 0, missed: 1, pending: 2, disconnected: false },
      3,
      ['observe.consumer'],
    ]);
  });

  it('may call traced functions for every call they are told, which tells them of no more', async () => {
    const told = await said(
      `
      const { op, query, traced, untraced } = await import('@portcall/trace');
      const telemetry = registerInstrumentation({ exporters: [] });
      const heard = { call: [], op: [], loop: [] };
      const store = traced('store', { type: 'mutation' }, async (list, name) => {
        op('insert', 'Heard', () => [1]);
        list.push(name);
        await sleep(1);
      });
      telemetry.observers.subscribe(['call'], ({ trace }) => store(heard.call, trace.fnName));
      telemetry.observers.subscribe(['op', 'problem'], async ({ op }) => { await sleep(1); await store(heard.op, op.op); });
      const { receiver } = telemetry.observers.add(['call']);
      void (async () => { for await (const { trace } of receiver) await untraced(store, heard.loop, trace.fnName); })();
      const getLot = traced('getLot', { type: 'query' }, () => op('get', 'Lot', () => [1]));
      for (let i = 0; i < 3; i += 1) getLot();
      await sleep(200);
      console.log(JSON.stringify([heard, telemetry.traces.totalCount]));
    `,
    );
    const thrice = (name: string): readonly string[] => [name, name, name];
    expect(told).toEqual([{ call: thrice('getLot'), op: thrice('get'), loop: thrice('getLot') }, 3]);
  });

  it('of anything else are traced as any code is', async () => {
    const told = await said(
      `${INVOCATIONS}
      const { traced } = await import('@portcall/trace');
      const telemetry = registerInstrumentation({ exporters: [], invocations: bus });
      const bill = traced('bill', { type: 'mutation' }, () => {});
      telemetry.observers.subscribe(['invocation'], bill);
      invoke('markdown', (timer) => timer.finishSuccess(1024));
      await sleep(50);
      console.log(JSON.stringify(telemetry.traces.recent().map(({ fnName }) => fnName)));
    `,
    );
    expect(told).toEqual(['bill']);
  });

  it('refuse a category there is not, and what is no bus', async () => {
    const told = await said(`
      const messages = [];
      const attempt = (run) => { try { run(); } catch (error) { messages.push(error.message); } };
      attempt(() => registerInstrumentation({ exporters: [], invocations: {} }));
      const telemetry = registerInstrumentation({ exporters: [] });
      attempt(() => telemetry.observers.add(['calls']));
      console.log(JSON.stringify(messages));
    `);
    expect(told).toEqual([
      expect.stringContaining('invocations: an object is not an InvocationMetricsBus'),
      expect.stringMatching(/"calls".*"call", "op", "invocation", "problem", "exporter"/),
    ]);
  });

  it('work, and tell nothing, where telemetry is disabled', async () => {
    const app = await runApp(
      `
      const telemetry = registerInstrumentation();
      const undo = telemetry.observers.subscribe(['problem'], () => {});
      console.log(telemetry.observers.length);
      await telemetry.shutdown();
      undo();
    `,
      { env: { OTEL_SDK_DISABLED: 'true' } },
    ).exit;
    expect(app).toMatchObject({ code: 0, stderr: '', stdout: '1\n' });
  });
});

it('an observer waits no longer than it says, and is gone once it has closed its receiver', async () => {
  const told = await said(`
    const telemetry = registerInstrumentation({ exporters: [] });
    const { receiver } = telemetry.observers.add(['call']);
    const { done, gaveUp } = await receiver.next({ timeoutMillis: 5 });
    const before = telemetry.observers.length;
    receiver.close();
    console.log(JSON.stringify([done, gaveUp, before, telemetry.observers.length]));
    await telemetry.shutdown();
  `);
  expect(told).toEqual([false, 'timeout', 1, 0]);
});

it('a bus that is given to the registration, and metered on its backend besides, is counted once', async () => {
  const app = await runApp(`${INVOCATIONS}
    const { createRequire } = await import('node:module');
    const { meterInvocations } = createRequire(import.meta.url)('@portcall/ports');
    const exporter = prometheus({ port: 0 });
    const telemetry = registerInstrumentation({ exporters: [exporter], invocations: bus });
    meterInvocations(bus, telemetry.backend);
    await telemetry.ready;
    for (let i = 0; i < 10; i += 1) invoke('markdown', (timer) => timer.finishSuccess(1024));

    console.log(await (await fetch(exporter.url)).text());
    await telemetry.shutdown();
  `).exit;
  expect(app).toMatchObject({ code: 0, stderr: '' });
  expect(app.stdout).toMatch(/^plugin_invocations_total\{.*\} 10$/m);
});

describeWith('rotel', 'a bus of invocations and a real receiver', () => {
  it('agree on every count, those of the last interval included', async () => {
    await using receiver = await startOtlpReceiver();
    const app = await runApp(`${INVOCATIONS}
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })], invocations: bus });
      for (let i = 0; i < 1_000; i += 1) {
        invoke('markdown', (timer) => timer.finishSuccess(1024));
        if (i % 10 === 0) invoke('pricing', (timer) => timer.finishFailure(new Error('bad input'), 0));
      }
      await telemetry.shutdown();
      invoke('markdown', (timer) => timer.finishSuccess(1024));
    `).exit;
    expect(app).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics }) => metrics().some(({ name }) => name === 'plugin_invocations'));
    const counted = latest(receiver.metrics())
      .filter(({ name }) => name === 'plugin_invocations')
      .map(({ attributes, value }) => [attributes, value]);
    expect(counted).toHaveLength(2);
    expect(counted).toContainEqual([{ plugin: 'markdown', function: 'render', status: 'success' }, 1_000]);
    expect(counted).toContainEqual([{ plugin: 'pricing', function: 'render', status: 'failure' }, 100]);
  });
});
