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

describeWith('promtool', 'promtool', () => {
  it('has nothing to say about the endpoint', async () => {
    await using app = runApp(APP);
    const text = await (await fetch(await app.waitForLine(/^http/))).text();
    expect(parseExposition(text).errors).toEqual([]);
    expect(await promtoolCheckMetrics(text)).toEqual([]);
  });
});
