import { latest, type OtlpPoint, parseExposition, startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

/** A pool whose numbers nobody records, and callbacks that fail in every way. */
const OBSERVE = `
  import { observe } from '@portcall/metrics';
  const pool = defineCatalog({
    scope: 'pool',
    metrics: {
      size: gauge({ name: 'size', description: 'Connections there are.', attributes: { pool: text() } }),
      waiting: upDownCounter({ name: 'waiting', description: 'Requests waiting.' }),
      served: counter({ name: 'served', description: 'Requests served.', attributes: { pool: text() } }),
      lost: gauge({ name: 'lost', description: 'Never seen.' }),
      late: gauge({ name: 'late', description: 'Never seen.' }),
    },
  });
  const { size, waiting, served, lost, late } = pool.metrics;
  // A library of its own catalog, which leaves the backend to the app, before there is one.
  const library = defineCatalog({
    scope: 'library',
    metrics: { asked: counter({ name: 'asked', description: 'Requests asked for.' }) },
  });
  observe(instruments(), library.metrics.asked, (result) => result.observe(11));
`;
const OBSERVED = `
  telemetry.bind(pool);
  telemetry.bind(catalog).orders.add(3, { country: 'NO' });
  telemetry.observe([size, waiting], async (result) => {
    await sleep(10);
    result.observe(size, 4, { pool: 'a' });
    result.observe(size, NaN, { pool: 'b' });
    result.observe(size, 5, { pool: 'c', user: 'u1' });
    result.observe(waiting, 2);
  });
  let total = 0;
  telemetry.observe(served, (result) => result.observe((total += 10), { pool: 'a' }));
  telemetry.observe(lost, () => { throw new Error('broken'); });
  telemetry.observe(late, () => new Promise(() => {}));
`;

const SAID = [
  /^portcall: pool_size: refused a recording because NaN is not a finite number/,
  /^portcall: pool_size: attribute "user" is not declared/,
  /^portcall: pool_lost: the callback of observe\(\) threw an error; .* \(Error: broken\)$/,
  /^portcall: pool_late: the callback of observe\(\) took longer than 1000 ms; what it observes is missing/,
];

function expectSaid(stderr: string): void {
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(SAID.length);
  for (const said of SAID) expect(lines).toContainEqual(expect.stringMatching(said));
}

it('shows what is observed at the endpoint, as it is at each scrape, beside what is recorded', async () => {
  const { code, stdout, stderr } = await runApp(`
    ${OBSERVE}
    const exporter = prometheus({ port: 0 });
    const telemetry = registerInstrumentation({ exporters: [exporter] });
    ${OBSERVED}
    await telemetry.ready;
    for (let scrape = 0; scrape < 2; scrape += 1) console.log(await (await fetch(exporter.url)).text() + '--');
    await telemetry.shutdown();
  `).exit;
  const scrapes = stdout.split('--\n').slice(0, 2).map(parseExposition);
  const shown = scrapes.map(({ samples, errors }) => [
    errors,
    samples
      .filter(({ name }) => /^(library|pool|shop_orders)_/.test(name))
      .map(({ name, labels, value }) => `${name}{${labels['pool'] ?? labels['country'] ?? ''}} ${value}`)
      .sort(),
  ]);
  const each = (total: number) => [
    [],
    [
      'library_asked_total{} 11',
      `pool_served_total{a} ${total}`,
      'pool_size{a} 4',
      'pool_size{c} 5',
      'pool_waiting{} 2',
      'shop_orders_total{NO} 3',
    ],
  ];
  expect(shown).toEqual([each(10), each(20)]);
  expectSaid(stderr);
  expect(code).toBe(0);
}, 30_000);

it.each(['cumulative', 'delta'])(
  'sends what is observed over OTLP, %s, in the last export too',
  async (temporality) => {
    await using receiver = await startFaultReceiver();
    const { code, stderr } = await runApp(
      `
    ${OBSERVE}
    const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
    ${OBSERVED}
    await telemetry.forceFlush();
    await telemetry.shutdown();
  `,
      { env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality } },
    ).exit;
    expectSaid(stderr);
    expect(code).toBe(0);
    const of = (name: string): readonly OtlpPoint[] => receiver.metrics().filter((point) => point.name === name);
    const totals = of('pool_served');
    expect(totals.map(({ value, monotonic, ...point }) => [value, monotonic, point.temporality])).toEqual(
      (temporality === 'delta' ? [10, 10] : [10, 20]).map((value) => [value, true, temporality]),
    );
    const [first, second] = totals;
    expect(second?.startTimeUnixNano).toBe(temporality === 'delta' ? first?.timeUnixNano : first?.startTimeUnixNano);
    expect(latest(of('pool_size')).map(({ attributes, value, type }) => [attributes['pool'], value, type])).toEqual([
      ['a', 4, 'gauge'],
      ['c', 5, 'gauge'],
    ]);
    expect(of('pool_waiting')[0]).toMatchObject({ value: 2, type: 'sum', monotonic: false, temporality: 'cumulative' });
    expect(of('library_asked')[0]).toMatchObject({ value: 11, monotonic: true });
    expect([...of('pool_lost'), ...of('pool_late')]).toEqual([]);
  },
  30_000,
);

it('observes with aggregation "sdk" as well', async () => {
  await using receiver = await startFaultReceiver();
  const { code, stderr } = await runApp(`
    ${OBSERVE}
    const telemetry = registerInstrumentation({ aggregation: 'sdk', exporters: [otlp({ url: '${receiver.url}' })] });
    telemetry.observe(served, (result) => result.observe(10, { pool: 'a' }));
    await telemetry.shutdown();
  `).exit;
  expect([code, stderr]).toEqual([0, '']);
  expect(
    receiver
      .metrics()
      .map(({ name, value }) => [name, value])
      .sort(),
  ).toEqual([
    ['library_asked', 11],
    ['pool_served', 10],
  ]);
}, 30_000);

it('lets recorders forget series, which are gone from the next scrape', async () => {
  const { stdout, stderr } = await runApp(`
    const exporter = prometheus({ port: 0 });
    const telemetry = registerInstrumentation({ exporters: [exporter] });
    await telemetry.ready;
    const { orders, done } = telemetry.bind(catalog);
    const shown = async () => (await (await fetch(exporter.url)).text()).split('\\n').filter((line) => line.startsWith('shop_'))
      .map((line) => line.replace(/,?otel_scope_name="[^"]*"/, '')).join(' ');
    orders.add(1, { country: 'NO' });
    orders.add(2, { country: 'SE' });
    done.add(1, { channel: 'web' });
    console.log(await shown());
    orders.remove({ country: 'NO' });
    done.clear();
    console.log(await shown());
    await telemetry.shutdown();
  `).exit;
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'shop_orders_total{country="NO"} 1 shop_orders_total{country="SE"} 2 shop_done_total{channel="web"} 1 shop_done_total{channel="app"} 0',
    'shop_orders_total{country="SE"} 2 shop_done_total{channel="web"} 0 shop_done_total{channel="app"} 0',
    '',
  ]);
});
