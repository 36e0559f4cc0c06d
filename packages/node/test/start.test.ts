import { createServer } from 'node:net';
import { join } from 'node:path';
import { describeWith, latest, runProgram, startFaultReceiver, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const HERE = join(__dirname, '..');

describe('registerInstrumentation() called twice', () => {
  it('gives the first handle and says so', async () => {
    const app = runApp(`
      const first = registerInstrumentation({ exporters: ['none'] });
      console.log(registerInstrumentation({ exporters: ['otlp'] }) === first);
    `);
    const { stdout, stderr } = await app.exit;
    expect(stdout).toBe('true\n');
    expect(stderr).toMatch(/registerInstrumentation\(\): called again; the first call counts/);
  });

  it('gives the first handle across ESM and CommonJS', async () => {
    const app = runApp(`
      const { createRequire } = await import('node:module');
      const first = registerInstrumentation({ exporters: ['none'] });
      const required = createRequire(process.cwd() + '/x.js')('@portcall/node');
      console.log(required.registerInstrumentation === registerInstrumentation, required.registerInstrumentation() === first);
    `);
    expect((await app.exit).stdout).toBe('false true\n');
  });
});

describe('OTEL_SDK_DISABLED=true', () => {
  it('gives a handle on which everything works, loads no SDK and sends nothing', async () => {
    await using receiver = await startFaultReceiver();
    const app = runApp(
      `
      const { createRequire } = await import('node:module');
      const telemetry = registerInstrumentation();
      telemetry.bind(catalog).orders.add(1, { country: 'NO' });
      telemetry.tracer.startActiveSpan('x', (span) => span.end());
      await telemetry.ready;
      await telemetry.forceFlush();
      await telemetry.shutdown();
      console.log(Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((file) => file.includes('/sdk-')).length);
    `,
      { env: { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect(await app.exit).toMatchObject({ code: 0, stdout: '0\n', stderr: '' });
    expect(receiver.requests()).toEqual([]);
  });
});

describe('a start-up that cannot work', () => {
  it.each<[string, string, Record<string, string>, RegExp]>([
    [
      'an unknown exporter',
      `{ exporters: ['zipkin'] }`,
      {},
      /exporters: unknown value "zipkin"; use one of "otlp", "prometheus", "console", "none"/,
    ],
    [
      'an unknown exporter in the environment, read strictly',
      '{ strict: true }',
      { OTEL_METRICS_EXPORTER: 'otlp,statsd' },
      /OTEL_METRICS_EXPORTER: unknown exporter "statsd"; it is left out; use any of "otlp", "prometheus"/,
    ],
    [
      'a URL that is none',
      `{ exporters: [otlp({ url: 'nowhere' })] }`,
      {},
      /otlp\(\{ url \}\): "nowhere" is not an HTTP URL/,
    ],
    [
      'an interval that is none, read strictly',
      '{ strict: true }',
      { OTEL_METRIC_EXPORT_INTERVAL: 'often' },
      /OTEL_METRIC_EXPORT_INTERVAL: "often" is not a whole number of milliseconds/,
    ],
    [
      'a deadline that is none',
      `{ shutdownTimeoutMillis: 0 }`,
      {},
      /shutdownTimeoutMillis: 0 is not a number of milliseconds/,
    ],
    [
      'an option nobody reads',
      `{ exporter: ['otlp'] }`,
      {},
      /registerInstrumentation\(\): unknown option "exporter"; use one of "serviceName"/,
    ],
    [
      'an option of an exporter nobody reads',
      `{ exporters: [otlp({ endpoint: 'http://x' })] }`,
      {},
      /otlp\(\): unknown option "endpoint"; use one of "url"/,
    ],
    [
      'an exporter that was not called',
      `{ exporters: [prometheus] }`,
      {},
      /exporters: a function is not an exporter; give a name, or call one/,
    ],
    ['exporters that are not an array', `{ exporters: 'prometheus' }`, {}, /exporters: "prometheus" is not an array/],
    [
      'a port that is none',
      `{ exporters: [prometheus({ port: -1 })] }`,
      {},
      /prometheus\(\{ port \}\): -1 is not a port/,
    ],
    [
      'a series limit that is none',
      `{ exporters: ['none'], seriesLimit: 0 }`,
      {},
      /seriesLimit: 0 is not a positive whole number/,
    ],
    [
      'an unknown end',
      `{ shutdownOn: ['SIGKILL'] }`,
      {},
      /shutdownOn: unknown value "SIGKILL"; use one of "SIGTERM", "SIGINT", "SIGHUP", "beforeExit", "uncaughtException"/,
    ],
  ])('names its cause: %s', async (_, options, env, message) => {
    const { code, stderr } = await runApp(`registerInstrumentation(${options});`, { env }).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('leaves room for a second try', async () => {
    const app = runApp(`
      try { registerInstrumentation({ exporters: ['zipkin'] }); } catch {}
      await registerInstrumentation({ exporters: ['none'] }).ready;
      console.log('ready');
    `);
    expect(await app.exit).toMatchObject({ stdout: 'ready\n', stderr: '' });
  });

  it('says at once that the port is taken, rejects ready, and lets the app go on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const app = runApp(`
      const telemetry = registerInstrumentation({ exporters: [prometheus({ port: ${port} })] });
      telemetry.bind(catalog).orders.add(1, { country: 'NO' });
      await sleep(100);
      await telemetry.ready.catch((error) => console.log(error.message));
    `);
    const { code, stdout, stderr } = await app.exit;
    expect(code).toBe(0);
    expect(stdout).toContain(`prometheus: the port 127.0.0.1:${port} is taken by another server`);
    expect(stderr).toBe(`portcall: ${stdout}`);
    server.close();
  });

  it('says of somebody else’s exporter that cannot start what it is, why, and what follows', async () => {
    const app = runApp(`
      const exporter = { ...prometheus({ serve: false }), name: 'mine', async start() { throw new Error('boom'); } };
      registerInstrumentation({ exporters: [exporter, { ...exporter }] });
    `);
    const follows = 'nothing is exported there, and everything else goes on; remove the cause and start the app again';
    expect((await app.exit).stderr).toBe(
      `portcall: mine: it could not be started (boom); ${follows}\n` +
        `portcall: mine (2): it could not be started (boom); ${follows}\n`,
    );
  });

  it('reports OTEL_RESOURCE_ATTRIBUTES that cannot be read', async () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: 'team=a=b,deployment.environment=prod' };
    const { stderr } = await runApp(`registerInstrumentation({ exporters: ['none'] });`, { env }).exit;
    expect(stderr).toMatch(/OTEL_RESOURCE_ATTRIBUTES: it could not be read; its attributes are left out/);
  });

  it('reports another OpenTelemetry set-up that was there first, and goes on with its own handle', async () => {
    await using receiver = await startFaultReceiver();
    const app = runApp(`
      const { metrics } = await import('@opentelemetry/api');
      const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
      metrics.setGlobalMeterProvider(new MeterProvider());
      registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] }).bind(catalog).open.add(1);
    `);
    expect((await app.exit).stderr).toMatch(/another OpenTelemetry meter provider is registered already and stays/);
    expect(receiver.metrics().map(({ name }) => name)).toContain('shop_open');
  });
});

describe('where telemetry comes from', () => {
  it.each<[string, string, Record<string, string>, Record<string, string>]>([
    [
      'options',
      `{ serviceName: 'a', serviceVersion: '1', resourceAttributes: { team: 'x' } }`,
      { OTEL_SERVICE_NAME: 'b' },
      { 'service.name': 'a', 'service.version': '1', team: 'x' },
    ],
    [
      'OTEL_SERVICE_NAME',
      '',
      { OTEL_SERVICE_NAME: 'b', OTEL_RESOURCE_ATTRIBUTES: 'service.name=c,service.version=2,team=y%2Cz' },
      { 'service.name': 'b', 'service.version': '2', team: 'y,z' },
    ],
    [
      'OTEL_RESOURCE_ATTRIBUTES',
      '',
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=c,service.instance.id=7' },
      { 'service.name': 'c', 'service.instance.id': '7' },
    ],
    ['the package.json of the app', '', {}, { 'service.name': '@portcall/node', 'service.version': '0.1.0' }],
  ])('is taken from %s', async (_, options, env, resource) => {
    await using receiver = await startFaultReceiver();
    const app = runApp(`registerInstrumentation(${options}).bind(catalog).open.add(1);`, {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    });
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    expect(receiver.metrics()[0]?.resource).toMatchObject(resource);
  });
});

describe('exporters named in the environment', () => {
  it('are used per signal', async () => {
    await using receiver = await startFaultReceiver();
    const app = runApp(
      `
      const telemetry = registerInstrumentation();
      telemetry.bind(catalog).open.add(1);
      telemetry.tracer.startSpan('x').end();
    `,
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_METRICS_EXPORTER: 'otlp, none',
          OTEL_TRACES_EXPORTER: 'none',
        },
      },
    );
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    expect(receiver.requests().map(({ path }) => path)).toEqual(['/v1/metrics']);
  });
});

describe('context', () => {
  it('follows W3C trace context in and out, across async calls', async () => {
    const app = runApp(`
      const { context, propagation, trace } = await import('@opentelemetry/api');
      const telemetry = registerInstrumentation({ exporters: [{ name: 'mine', spanExporter: () => ({ export(_, done) { done({ code: 0 }); }, async shutdown() {} }) }] });
      const incoming = propagation.extract(context.active(), { traceparent: '00-${'a'.repeat(32)}-${'b'.repeat(16)}-01', baggage: 'k=v' });
      await context.with(incoming, () => telemetry.tracer.startActiveSpan('x', async (span) => {
        await sleep(1);
        const outgoing = {};
        propagation.inject(context.active(), outgoing);
        console.log(JSON.stringify({ ...outgoing, same: outgoing.traceparent.includes(span.spanContext().spanId) }));
        span.end();
      }));
    `);
    const { stdout } = await app.exit;
    expect(JSON.parse(stdout)).toEqual({
      traceparent: expect.stringMatching(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-01$`)),
      baggage: 'k=v',
      same: true,
    });
  });
});

describe('an instrumentation', () => {
  it('gets the providers and is switched on and off; one that throws is reported and hurts nobody', async () => {
    const app = runApp(`
      const heard = [];
      const good = {
        instrumentationName: 'good', enabled: false,
        setTracerProvider() { heard.push('tracers'); }, setMeterProvider() { heard.push('meters'); },
        getConfig() { return { enabled: false }; }, enable() { heard.push('on'); }, disable() { heard.push('off'); },
      };
      const bad = { ...good, instrumentationName: 'bad', setMeterProvider() { throw new Error('broken'); } };
      const spans = { name: 'mine', spanExporter: () => ({ export(_, done) { done({ code: 0 }); }, async shutdown() {} }) };
      // As OpenTelemetry's own bundles are given: a list in the list.
      const telemetry = registerInstrumentation({ exporters: [spans], instrumentations: [[bad], good] });
      await telemetry.shutdown();
      console.log(heard.join(' '));
    `);
    const { stdout, stderr } = await app.exit;
    expect(stdout).toBe('tracers tracers meters on off off\n');
    expect(stderr).toMatch(/the instrumentation bad: threw.*Error: broken/);
  });
});

describeWith('rotel', 'node with the register hook', () => {
  const app = `
    const { bind, counter, defineCatalog } = require('@portcall/metrics');
    const { instruments } = require('@portcall/otel');
    const catalog = defineCatalog({ scope: 'shop', metrics: { orders: counter({ name: 'orders', description: 'Orders.' }) } });
    bind(catalog, instruments()).orders.add(3);
  `;

  it.each(['--import', '--require'])('%s does everything from the environment alone', async (flag) => {
    await using receiver = await startOtlpReceiver();
    const program = runProgram(process.execPath, {
      args: [flag, '@portcall/node/register', '-e', app],
      cwd: HERE,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'hooked' },
    });
    expect(await program.exit).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics }) => metrics().length > 0);
    expect(latest(receiver.metrics())).toEqual([
      expect.objectContaining({
        name: 'shop_orders',
        value: 3,
        resource: expect.objectContaining({ 'service.name': 'hooked' }),
      }),
    ]);
  });
});
