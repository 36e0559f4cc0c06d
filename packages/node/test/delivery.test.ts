import { describeWith, latest, type OtlpPoint, startFaultReceiver, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

function shown(points: readonly OtlpPoint[]): string[] {
  return latest(points)
    .map(({ name, attributes, value, count, sum }) => {
      const numbers = value ?? `count ${count} sum ${sum}`;
      return `${name}${JSON.stringify(attributes)} ${numbers}`;
    })
    .sort();
}

const RECORD = `
recorders.orders.add(2, { country: 'NO' });
recorders.orders.with({ country: 'SE' }).add(3);
recorders.done.add(1, { channel: 'web' });
recorders.open.add(4);
recorders.open.add(-1);
recorders.stock.record(7);
for (const value of [0.5, 1, 9]) recorders.wait.record(value);
`;

const RECORDED = [
  'shop_done{"channel":"app"} 0',
  'shop_done{"channel":"web"} 1',
  'shop_open{} 3',
  'shop_orders{"country":"NO"} 2',
  'shop_orders{"country":"SE"} 3',
  'shop_stock{} 7',
  'shop_wait_seconds{} count 3 sum 10.5',
];

describeWith('rotel', 'a program whose telemetry goes to a real receiver', () => {
  it('delivers what it recorded, spans with their parents, and its resource', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      const telemetry = registerInstrumentation({
        serviceName: 'shop', serviceVersion: '3.2.1', exporters: [otlp({ url: '${receiver.url}' })],
      });
      const recorders = telemetry.bind(catalog);
      ${RECORD}
      telemetry.tracer.startActiveSpan('parent', (parent) => {
        telemetry.tracer.startActiveSpan('child', (child) => child.end());
        parent.end();
      });
    `);
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics, spans }) => metrics().length >= RECORDED.length && spans().length === 2);
    expect(shown(receiver.metrics())).toEqual(RECORDED);
    const [child, parent] = ['child', 'parent'].map((name) => receiver.spans().find((span) => span.name === name));
    expect(child).toMatchObject({ traceId: parent?.traceId, parentSpanId: parent?.spanId });
    expect(parent?.parentSpanId).toBe('');
    const resource = receiver.metrics()[0]?.resource ?? {};
    expect(resource).toMatchObject({ 'service.name': 'shop', 'service.version': '3.2.1' });
    expect(resource['service.instance.id']).toMatch(/^[0-9a-f-]{36}$/);
    const private_ = /^process\.(?:command|owner|executable\.path|working_directory|environment)/;
    expect(Object.keys(resource)).toEqual(expect.arrayContaining(['process.pid', 'process.runtime.name', 'host.name']));
    expect(Object.keys(resource).filter((key) => private_.test(key))).toEqual([]);
    expect(parent?.resource).toEqual(resource);
  });

  it('delivers what was recorded before it registered', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      const recorders = bind(catalog, instruments());
      ${RECORD}
      registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
    `);
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics }) => metrics().length >= RECORDED.length);
    expect(shown(receiver.metrics())).toEqual(RECORDED);
  });

  it('keeps its totals when a label explodes, beyond the SDK’s own limit too', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      const { orders } = telemetry.bind(catalog);
      for (let i = 0; i < 5_000; i += 1) orders.add(1, { country: 'country ' + i });
    `);
    const { code, stderr } = await app.exit;
    expect([code, stderr.split('\n').length]).toEqual([0, 2]);
    expect(stderr).toMatch(/^portcall: shop_orders: more than 2000 series, most of them by attribute country/);
    await receiver.waitFor(({ metrics }) => metrics().length > 2_000);
    const orders = latest(receiver.metrics()).filter(({ name }) => name === 'shop_orders');
    expect(orders).toHaveLength(2_001);
    expect(orders.find(({ attributes }) => attributes['country'] === '_other')?.value).toBe(3_000);
    expect(orders.reduce((sum, { value = 0 }) => sum + value, 0)).toBe(5_000);
  });

  it('delivers every interval while it runs', async () => {
    await using receiver = await startOtlpReceiver();
    await using app = runApp(
      `
      const { orders } = registerInstrumentation().bind(catalog);
      const timer = setInterval(() => orders.add(1, { country: 'NO' }), 10);
      process.once('SIGTERM', () => clearInterval(timer));
    `,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_METRIC_EXPORT_INTERVAL: '100' } },
    );
    await receiver.waitFor(({ metrics }) => metrics().filter(({ name }) => name === 'shop_orders').length >= 3);
    expect((await app.kill()).stderr).toBe('');
  });

  it('measures the event loop where it is asked to', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      registerInstrumentation({ runtimeMetrics: true, exporters: [otlp({ url: '${receiver.url}' })] });
      await sleep(50);
    `);
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics }) => metrics().some(({ name }) => name === 'nodejs.eventloop.utilization'));
  });
});

describe('what cannot be delivered', () => {
  it('is counted and reported once, and the program goes on', async () => {
    await using receiver = await startFaultReceiver({ kind: 'status', status: 400 });
    const app = runApp(`
      const { problems } = await import('@portcall/core');
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      telemetry.bind(catalog).orders.add(1, { country: 'NO' });
      for (let round = 0; round < 2; round += 1) {
        for (let i = 0; i < 5; i += 1) telemetry.tracer.startSpan('x').end();
        await telemetry.forceFlush();
      }
      console.log(JSON.stringify(problems().map(({ key, about, count }) => [key, about, count])));
      process.kill(process.pid, 'SIGKILL');
    `);
    const { stdout, stderr } = await app.exit;
    expect(JSON.parse(stdout).sort()).toEqual([
      ['export.refused', `metrics to ${receiver.url}/v1/metrics`, expect.any(Number)],
      ['export.refused', `spans to ${receiver.url}/v1/traces`, 10],
    ]);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it('is nothing where more spans end at once than may wait to be encoded', async () => {
    await using receiver = await startFaultReceiver();
    const app = runApp(
      `
      const { problems } = await import('@portcall/core');
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      for (let i = 0; i < 100; i += 1) telemetry.tracer.startSpan('x').end();
      await telemetry.shutdown();
      console.log(problems().length);
    `,
      { env: { OTEL_BSP_MAX_QUEUE_SIZE: '30' } },
    );
    expect(await app.exit).toMatchObject({ stdout: '0\n', stderr: '' });
    expect(receiver.spans()).toHaveLength(100);
  });

  it('is counted where an exporter throws', async () => {
    const app = runApp(`
      const exporter = { name: 'mine', spanExporter: () => ({ export() { throw new Error('broken'); }, async shutdown() {} }) };
      const telemetry = registerInstrumentation({ exporters: [exporter] });
      telemetry.tracer.startSpan('x').end();
    `);
    const { code, stderr } = await app.exit;
    expect([code, stderr]).toEqual([
      0,
      'portcall: mine: spans are lost because they could not be delivered (Error: broken); fix the error\n',
    ]);
  });

  it('is counted where spans end and values are recorded after the shutdown', async () => {
    await using receiver = await startFaultReceiver();
    const app = runApp(`
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      const { orders } = telemetry.bind(catalog);
      const span = telemetry.tracer.startSpan('x');
      await telemetry.shutdown();
      orders.add(1, { country: 'NO' });
      span.end();
    `);
    const { code, stderr } = await app.exit;
    expect(code).toBe(0);
    expect(stderr).toMatch(/shop_orders: recorded after telemetry was shut down; the value is lost/);
    expect(stderr).toMatch(/otlp: spans are lost because they ended after telemetry was shut down/);
  });
});

it('keeps no connection to a receiver after the shutdown', async () => {
  const app = runApp(`
    const { createServer } = await import('node:http');
    const receiver = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    receiver.keepAliveTimeout = 60_000;
    await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const connections = () => new Promise((resolve) => receiver.getConnections((_, count) => resolve(count)));
    const url = 'http://127.0.0.1:' + receiver.address().port;
    const telemetry = registerInstrumentation({ exporters: [otlp({ url })] });
    telemetry.bind(catalog).orders.add(1, { country: 'NO' });
    telemetry.tracer.startSpan('x').end();
    await telemetry.forceFlush();
    const during = await connections();
    await telemetry.shutdown();
    for (let i = 0; i < 100 && (await connections()) > 0; i += 1) await sleep(10);
    console.log(JSON.stringify([during, await connections()]));
    receiver.close();
  `);
  const { stdout, stderr } = await app.exit;
  expect([JSON.parse(stdout), stderr]).toEqual([[2, 0], '']);
});
