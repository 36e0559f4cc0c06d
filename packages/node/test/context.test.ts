import { startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const TRACED = `
  const { context, createContextKey, trace, ROOT_CONTEXT } = await import('@opentelemetry/api');
  const { currentCall, traced } = await import('@portcall/trace');
`;

describe('async context', () => {
  it('holds the call and what others keep in it, each for itself', async () => {
    const app = runApp(`
      ${TRACED}
      const { EventEmitter } = await import('node:events');
      registerInstrumentation({ exporters: ['none'] });
      const key = createContextKey('key');
      const with_ = (value, body) => context.with(context.active().setValue(key, value), body);
      const seen = () => [context.active().getValue(key), currentCall()?.fnName];
      const out = [];
      await traced('outer', { type: 'query' }, async () => {
        out.push(seen());
        await with_(1, async () => {
          await sleep(1);
          out.push(seen());
          await traced('inner', { type: 'query' }, async () => { await sleep(1); out.push(seen()); })();
          out.push(seen());
        });
        out.push(seen());
        const bound = with_(2, () => context.bind(context.active(), seen));
        const emitter = with_(3, () => context.bind(context.active(), new EventEmitter()));
        emitter.on('event', () => out.push(seen()));
        out.push(bound());
        emitter.emit('event');
        out.push(context.with(ROOT_CONTEXT, seen));
      })();
      out.push(seen(), with_(4, seen), with_(5, function () { return [this?.a, ...seen()]; }));
      out.push(context.with(context.active(), function (x) { return [this.a, x]; }, { a: 'this' }, 'argument'));
      console.log(JSON.stringify(out));
    `);
    const { stdout, stderr } = await app.exit;
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      [null, 'outer'],
      [1, 'outer'],
      [1, 'inner'],
      [1, 'outer'],
      [null, 'outer'],
      [2, 'outer'],
      [3, 'outer'],
      [null, 'outer'],
      [null, null],
      [4, null],
      [null, 5, null],
      ['this', 'argument'],
    ]);
  });

  it('can be attached to from where the code is, as the API does from 1.10 on', async () => {
    const app = runApp(`
      ${TRACED}
      registerInstrumentation({ exporters: ['none'] });
      const key = createContextKey('key');
      const attach = (value) => context._getContextManager().attach(context.active().setValue(key, value));
      const seen = () => [context.active().getValue(key), currentCall()?.fnName];
      const out = [];
      await traced('outer', { type: 'query' }, async () => {
        const one = attach(1);
        out.push(seen());
        const two = attach(2);
        await sleep(1);
        out.push(seen());
        await traced('inner', { type: 'query' }, async () => { await sleep(1); out.push(seen()); })();
        two.dispose();
        out.push(seen());
        one.dispose();
        two.dispose();
        out.push(seen());
      })();
      const outside = attach(3);
      out.push(seen());
      outside.dispose();
      out.push(seen());
      console.log(JSON.stringify(out));
    `);
    const { stdout, stderr } = await app.exit;
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      [1, 'outer'],
      [2, 'outer'],
      [2, 'inner'],
      [1, 'outer'],
      [null, 'outer'],
      [3, null],
      [null, null],
    ]);
  });

  it('is left to a context manager that was there first, and spans are put below their callers all the same', async () => {
    await using receiver = await startFaultReceiver();
    const app = runApp(`
      ${TRACED}
      const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      const inner = traced('inner', { type: 'query' }, async () => sleep(1));
      await traced('outer', { type: 'action' }, async () => {
        await sleep(1);
        await inner();
        telemetry.tracer.startSpan('by hand').end();
      })();
    `);
    expect((await app.exit).stderr).toMatch(/another OpenTelemetry context manager is registered already/);
    const outer = receiver.spans().find(({ name }) => name === 'outer');
    const children = receiver.spans().filter(({ parentSpanId }) => parentSpanId === outer?.spanId);
    expect(children.map(({ name }) => name).sort()).toEqual(['by hand', 'inner']);
  });

  it('passes on that a call is not sampled', async () => {
    const app = runApp(
      `
      ${TRACED}
      const { propagation } = await import('@opentelemetry/api');
      const exporter = { name: 'mine', spanExporter: () => ({ export(spans, done) { console.log('exported', spans.length); done({ code: 0 }); }, async shutdown() {} }) };
      const telemetry = registerInstrumentation({ exporters: [exporter] });
      const injected = () => { const carrier = {}; propagation.inject(context.active(), carrier); return carrier.traceparent; };
      const inner = traced('inner', { type: 'query' }, injected);
      traced('outer', { type: 'action' }, () => {
        const [own, below] = [injected(), inner()];
        const parts = [own, below].map((header) => header.split('-'));
        console.log(parts[0][1] === parts[1][1], parts[0][2] !== parts[1][2], parts[0][3], parts[1][3]);
        console.log(injected() === own, telemetry.tracer.startSpan('by hand').isRecording());
      })();
      console.log(telemetry.traces.totalCount);
    `,
      { env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' } },
    );
    expect(await app.exit).toMatchObject({ stdout: 'true true 00 00\ntrue false\n2\n', stderr: '' });
  });

  it('samples by ratio, and names a sampler or a ratio that is none', async () => {
    const count = `
      ${TRACED}
      let spans = 0;
      const exporter = { name: 'mine', spanExporter: () => ({ export(batch, done) { spans += batch.length; done({ code: 0 }); }, async shutdown() {} }) };
      const telemetry = registerInstrumentation({ exporters: [exporter] });
      const call = traced('call', { type: 'query' }, () => {});
      for (let i = 0; i < 2_000; i += 1) call();
      await telemetry.shutdown();
      console.log(spans);
    `;
    const sampled = async (env: Record<string, string>) => runApp(count, { env }).exit;
    const half = Number(
      (await sampled({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' })).stdout,
    );
    expect(half).toBeGreaterThan(850);
    expect(half).toBeLessThan(1_150);
    expect((await sampled({ OTEL_TRACES_SAMPLER: 'always_off' })).stdout).toBe('0\n');
    const unknown = await sampled({ OTEL_TRACES_SAMPLER: 'sometimes' });
    expect(unknown.stdout).toBe('2000\n');
    expect(unknown.stderr).toMatch(
      /OTEL_TRACES_SAMPLER: unknown sampler "sometimes"; "parentbased_always_on" is used; use one of "always_on"/,
    );
    const tooMany = await sampled({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' });
    expect(tooMany.stdout).toBe('2000\n');
    expect(tooMany.stderr).toMatch(/OTEL_TRACES_SAMPLER_ARG: "2" is not a ratio; 1 is used; /);
  });
});
