import { Agent, get } from 'node:http';
import { describeWith, parseExposition, promtoolCheckMetrics, startPrometheus } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const APP = `
  const exporter = prometheus({ port: 0 });
  const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [exporter] });
  const recorders = telemetry.bind(catalog);
  recorders.orders.add(2, { country: 'NO' });
  recorders.orders.add(3, { country: 'a"b\\\\c\\nd' });
  recorders.done.add(1, { channel: 'web' });
  recorders.open.add(4);
  recorders.stock.record(7.5);
  for (const value of [0.5, 1, 9]) recorders.wait.record(value);
  await telemetry.ready;
  console.log(exporter.url);
  setInterval(() => {}, 1_000);
`;

describeWith('prometheus', 'a real Prometheus', () => {
  it('answers with the numbers that were recorded', async () => {
    await using app = runApp(APP, { timeoutMs: 60_000 });
    const target = new URL(await app.waitForLine(/^http/));
    await using prometheus = await startPrometheus({ targets: [target.host] });
    const value = async (query: string): Promise<number | undefined> => (await prometheus.waitFor(query))[0]?.value;
    expect(await value('shop_orders_total{country="NO"}')).toBe(2);
    expect(await value('shop_orders_total{country="a\\"b\\\\c\\nd"}')).toBe(3);
    expect(await value('sum(shop_orders_total)')).toBe(5);
    expect(await value('shop_done_total{channel="web"}')).toBe(1);
    expect(await value('shop_done_total{channel="app"}')).toBe(0);
    expect(await value('shop_open')).toBe(4);
    expect(await value('shop_stock')).toBe(7.5);
    expect(await value('shop_wait_seconds_count')).toBe(3);
    expect(await value('shop_wait_seconds_sum')).toBe(10.5);
    expect(await value('shop_wait_seconds_bucket{le="1"}')).toBe(2);
    expect(await value('histogram_quantile(1, shop_wait_seconds_bucket)')).toBe(2);
    expect(await value('target_info{service_name="shop"}')).toBe(1);
    expect(await prometheus.targets()).toEqual([expect.objectContaining({ health: 'up', lastError: '' })]);
  });
});

describe('a server of the app’s own that answers before the metrics are there', () => {
  it('is left alone, and so is the program', async () => {
    const app = runApp(`
      const { createServer } = await import('node:http');
      const exporter = prometheus({ serve: false });
      const telemetry = registerInstrumentation({ exporters: [exporter] });
      telemetry.meter.createObservableGauge('slow').addCallback(() => sleep(200));
      const server = createServer((request, response) => {
        setTimeout(() => response.writeHead(504).end(), 20);
        exporter.handler(request, response);
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const url = 'http://127.0.0.1:' + server.address().port;
      console.log((await fetch(url)).status);
      await sleep(400);
      console.log((await fetch(url)).status);
      await telemetry.shutdown();
      server.close().closeAllConnections();
    `);
    const { code, stdout, stderr } = await app.exit;
    expect([code, stdout]).toEqual([0, '504\n504\n']);
    expect(stderr).toMatch(
      /^portcall: prometheus: a scrape could not be answered, because the server it is mounted in had answered .*\n$/,
    );
  });
});

describe('a program that has ended', () => {
  it('is not kept by a scraper that comes again and again on one connection', async () => {
    const app = runApp(`
      const exporter = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ exporters: [exporter] });
      await telemetry.ready;
      console.log(exporter.url);
      await sleep(1_000);
      console.log('the app has ended');
    `);
    const url = await app.waitForLine(/^http/);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const scrape = () => get(url, { agent }, (response) => response.resume()).on('error', () => {});
    const scraper = setInterval(scrape, 50);
    await app.waitForLine(/the app has ended/);
    const ended = Date.now();
    const exit = await app.exit;
    clearInterval(scraper);
    agent.destroy();
    expect(exit).toMatchObject({ code: 0, timedOut: false, stderr: '' });
    expect(Date.now() - ended).toBeLessThan(3_000);
  });

  it('shows a resource that Prometheus can read although two variables become one label', async () => {
    const app = runApp(
      `
      const exporter = prometheus({ port: 0 });
      const resourceAttributes = { '1x': 'digit', 'c.d': 'three' };
      await registerInstrumentation({ serviceName: 'shop', resourceAttributes, exporters: [exporter] }).ready;
      const page = await (await fetch(exporter.url)).text();
      console.log(page.split('\\n').find((line) => line.startsWith('target_info{')));
    `,
      { env: { OTEL_RESOURCE_ATTRIBUTES: 'a.b=one,a_b=two,c_d=four' } },
    );
    const { stdout, stderr } = await app.exit;
    expect(stderr).toBe('');
    const { samples, errors } = parseExposition(stdout);
    expect(errors).toEqual([]);
    expect(samples[0]?.labels).toMatchObject({ a_b: 'one;two', c_d: 'three;four', key_1x: 'digit' });
  });
});

describeWith('promtool', 'promtool', () => {
  it('has nothing to say about the endpoint', async () => {
    await using app = runApp(APP);
    const text = await (await fetch(await app.waitForLine(/^http/))).text();
    expect(parseExposition(text).errors).toEqual([]);
    expect(await promtoolCheckMetrics(text)).toEqual([]);
  });
});
