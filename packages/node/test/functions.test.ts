import { describeWith, latest, type OtlpSpan, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

/** Calls that call calls, each with operations, a thousand of them at once. */
const THOUSAND_CALLS = `
  const { currentCall, schedule, runScheduled, tracedFunctions, query, mutation, action } = await import('@portcall/trace');
  const rest = () => sleep(Math.random() * 20);
  const functions = tracedFunctions({
    getLot: query(async (n) => {
      await rest();
      currentCall().recordOp({ op: 'get', entity: 'lot', id: String(n), durationMs: 1, rowCount: 1, ok: true });
      return n;
    }),
    placeBid: mutation(async (n) => {
      const lot = await functions.getLot(n);
      await rest();
      for (let i = 0; i < 2; i += 1) currentCall().recordOp({ op: 'insert', entity: 'bid', durationMs: 1, ok: true });
      if (n % 10 === 0) throw Object.assign(new Error('too low'), { code: 'BID_TOO_LOW' });
      return lot;
    }, { identify: (n) => ({ userId: 'user ' + n }) }),
    settle: action(async (n) => {
      const [bid] = await Promise.allSettled([functions.placeBid(n), rest()]);
      return [bid.status, schedule('close', { delayMs: 1 })];
    }),
    close: mutation((n) => n),
  });
  const settled = await Promise.all(Array.from({ length: 250 }, (_, n) => functions.settle(n)));
  await Promise.all(settled.map(async ([, origin], n) => { await rest(); return runScheduled(origin, () => functions.close(n)); }));
`;

describeWith('rotel', 'traced functions and a real receiver', () => {
  it('give one span per call and one event per operation, each where it belongs', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      const telemetry = registerInstrumentation({
        exporters: [otlp({ url: '${receiver.url}' })],
        functions: { isRollback: ({ code }) => code === 'BID_TOO_LOW' },
      });
      ${THOUSAND_CALLS}
      const { traces } = telemetry;
      console.log(JSON.stringify({
        total: traces.totalCount,
        ops: traces.recent().reduce((sum, { ops }) => sum + ops.length, 0),
        rejected: settled.filter(([status]) => status === 'rejected').length,
        rolledBack: traces.errors().filter(({ outcome }) => outcome.status === 'rolled_back').length,
      }));
    `);
    const { stdout, stderr } = await app.exit;
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ total: 1_000, ops: 750, rejected: 25, rolledBack: 25 });

    await receiver.waitFor(({ spans }) => spans().length >= 1_000);
    const spans = receiver.spans();
    const named = (name: string): readonly OtlpSpan[] => spans.filter((span) => span.name === name);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    expect(['settle', 'placeBid', 'getLot', 'close'].map((name) => named(name).length)).toEqual([250, 250, 250, 250]);
    const operations = spans.flatMap(({ events }) => events).filter(({ name }) => name === 'portcall.db.operation');
    expect(operations).toHaveLength(750);

    for (const [child, parent] of [
      ['placeBid', 'settle'],
      ['getLot', 'placeBid'],
    ] as const) {
      const callers = named(child).map(({ parentSpanId, traceId }) => [
        byId.get(parentSpanId)?.name,
        byId.get(parentSpanId)?.traceId === traceId,
      ]);
      expect(new Set(callers.map((caller) => JSON.stringify(caller)))).toEqual(
        new Set([JSON.stringify([parent, true])]),
      );
      expect(new Set(named(child).map(({ parentSpanId }) => parentSpanId)).size).toBe(250);
    }
    // The identity of the caller was inherited by the callee, and by nobody else.
    for (const lot of named('getLot')) {
      expect(lot.attributes['user.id']).toBe(byId.get(lot.parentSpanId)?.attributes['user.id']);
    }
    for (const { parentSpanId, links } of named('close')) {
      expect([parentSpanId, links.map(({ spanId }) => byId.get(spanId)?.name)]).toEqual(['', ['settle']]);
    }
    expect(new Set(named('close').map(({ links }) => links[0]?.spanId)).size).toBe(250);
    expect(named('placeBid').filter(({ status }) => status.code === 2)).toHaveLength(25);
  });

  it('count as metrics where that is asked for, from the same record', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      const telemetry = registerInstrumentation({
        exporters: [otlp({ url: '${receiver.url}' })], functions: { metrics: true, dbOps: 'spans' },
      });
      ${THOUSAND_CALLS}
    `);
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics, spans }) => metrics().length > 0 && spans().length >= 1_750);
    const points = latest(receiver.metrics());
    const sumOf = (name: string, attributes: object): number =>
      points
        .filter((point) => point.name === name)
        .filter((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
        .reduce((sum, { value, count }) => sum + (value ?? count ?? 0), 0);
    expect(sumOf('function_calls', {})).toBe(1_000);
    expect(sumOf('function_calls', { function: 'placeBid', type: 'mutation', outcome: 'error' })).toBe(25);
    expect(sumOf('function_duration_seconds', { function: 'getLot', outcome: 'ok' })).toBe(250);
    expect(sumOf('function_db_operations', { function: 'placeBid', result: 'ok' })).toBe(500);
    expect(receiver.spans()).toHaveLength(1_750);
  });

  it('lose nothing from the log, and nothing of the app, where span processors and listeners throw and nobody receives', async () => {
    const app = runApp(`
      const exporter = { name: 'mine', spanExporter: () => ({ export() { throw new Error('down'); }, async shutdown() {} }) };
      const telemetry = registerInstrumentation({ exporters: [exporter, otlp({ url: 'http://127.0.0.1:9', timeoutMillis: 200 })] });
      telemetry.onTrace(() => { throw new Error('listener'); });
      telemetry.onTrace(async () => { throw new Error('async listener'); });
      ${THOUSAND_CALLS}
      console.log(telemetry.traces.totalCount, settled.filter(([status]) => status === 'fulfilled').length);
    `);
    const { code, stdout, stderr } = await app.exit;
    expect([code, stdout]).toEqual([0, '1000 225\n']);
    expect(stderr).toMatch(/onTrace\(\): a listener failed/);
    expect(stderr).toMatch(/mine: spans are lost because they could not be delivered/);
  });
});

describe('traced functions', () => {
  const APP = `
    const { traced } = await import('@portcall/trace');
    const greet = traced('greet', { type: 'query' }, (name) => 'hello ' + name);
  `;

  it('that were wrapped before are traced from the registration on, and until the shutdown', async () => {
    const app = runApp(`
      ${APP}
      greet('nobody');
      const telemetry = registerInstrumentation({ exporters: ['none'] });
      const heard = [];
      telemetry.onTrace(({ fnName, outcome }) => heard.push(fnName + ' ' + outcome.status));
      console.log(greet('ann'));
      await telemetry.shutdown();
      greet('late');
      console.log(JSON.stringify([heard, telemetry.traces.totalCount]));
    `);
    expect(await app.exit).toMatchObject({ code: 0, stdout: 'hello ann\n[["greet ok"],1]\n', stderr: '' });
  });

  it.each([
    ['functions: false', `{ exporters: ['none'], functions: false }`, {}],
    ['OTEL_SDK_DISABLED', '', { OTEL_SDK_DISABLED: 'true' }],
  ])('are untraced with %s', async (_, options, env) => {
    const app = runApp(
      `
      ${APP}
      const telemetry = registerInstrumentation(${options});
      telemetry.onTrace(() => console.log('heard'))();
      console.log(greet('ann'), telemetry.traces.totalCount);
    `,
      { env },
    );
    expect(await app.exit).toMatchObject({ code: 0, stdout: 'hello ann 0\n', stderr: '' });
  });

  it('keep what they give where that is asked for, in the log and nowhere else', async () => {
    const app = runApp(`
      ${APP}
      const spans = [];
      const exporter = { name: 'mine', spanExporter: () => ({ export(batch, done) { spans.push(...batch); done({ code: 0 }); }, async shutdown() {} }) };
      const telemetry = registerInstrumentation({ exporters: [exporter], functions: { keepValues: true } });
      greet('ann');
      await telemetry.shutdown();
      console.log(JSON.stringify([telemetry.traces.recent()[0].outcome, spans.length, JSON.stringify(spans[0].attributes).includes('ann')]));
    `);
    expect(await app.exit).toMatchObject({
      code: 0,
      stdout: '[{"status":"ok","value":"hello ann"},1,false]\n',
      stderr: '',
    });
  });

  it.each([
    ['development', '{}', true],
    ['production', '{}', false],
    ['production', '{ lints: true }', true],
    ['development', '{ lints: false }', false],
    ['development', '{ lints: { nPlusOne: false } }', false],
  ])(
    'are looked at for mistakes: where NODE_ENV is %s, with functions: %s: %s',
    async (NODE_ENV, functions, isSaid) => {
      const app = runApp(
        `
      const { op, traced } = await import('@portcall/trace');
      const telemetry = registerInstrumentation({ exporters: [], functions: ${functions} });
      traced('list', { type: 'query' }, () => { for (let i = 0; i < 9; i += 1) op('query', 'books', () => []); })();
      await telemetry.shutdown();
    `,
        { env: { NODE_ENV } },
      );
      const { stderr } = await app.exit;
      expect(stderr.includes('list: query books ran 9 times in one call')).toBe(isSaid);
    },
  );

  it('say at start-up what cannot work', async () => {
    const app = runApp(`registerInstrumentation({ exporters: ['none'], functions: { capacity: 0 } });`);
    expect((await app.exit).stderr).toMatch(/capacity: 0 is not a positive whole number/);
  });
});
