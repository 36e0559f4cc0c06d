import { runApp } from './run-app.js';

const REGISTER = `
  const exporter = prometheus({ port: 0 });
  const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: [exporter] });
`;

/** What the endpoint has of a family, and the end. */
const show = (family: string): string => `
  await telemetry.ready;
  const lines = (await (await fetch(exporter.url)).text()).split('\\n');
  console.log(lines.filter((line) => line.startsWith('${family}')).map((line) => line.replace(/,?otel_scope_name="[^"]*"/, '')).join('\\n'));
  await telemetry.shutdown();
`;

it('keeps what is recorded with more attributes than declared, and says so once', async () => {
  const { stdout, stderr } = await runApp(`
    ${REGISTER}
    const { orders } = telemetry.bind(catalog);
    const context = { user: 'u1', country: 'NO' };
    for (let i = 0; i < 3; i += 1) orders.add(1, { ...context });
    orders.with(context).add(4);
    ${show('shop_orders_total')}
  `).exit;
  expect(stdout).toBe('shop_orders_total{country="NO"} 7\n');
  expect(stderr).toBe(
    'portcall: shop_orders: attribute "user" is not declared; the value is recorded without it, and further ones of this ' +
      'metric are only counted; declare it, or use one of "country"\n',
  );
});

it('records through verbs that are taken out of their recorders', async () => {
  const { stdout, stderr } = await runApp(`
    ${REGISTER}
    const { orders, stock } = telemetry.bind(catalog);
    const { add, with: bound } = orders;
    const { record } = stock;
    const { add: addNorwegian } = bound({ country: 'NO' });
    add(1, { country: 'NO' });
    addNorwegian(2);
    record(7);
    ${show('shop_')}
  `).exit;
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['shop_orders_total{country="NO"} 3', 'shop_stock{} 7']));
});

it('gives a bound recorder its own values, though another copy of the catalog declares them in another order', async () => {
  const { stdout, stderr } = await runApp(`
    ${REGISTER}
    const declared = (attributes) =>
      defineCatalog({ scope: 'air', metrics: { flights: counter({ name: 'flights', description: 'Flights.', attributes }) } });
    telemetry.bind(declared({ from: text(), to: oneOf('BGO') }));
    telemetry.bind(declared({ to: oneOf('BGO'), from: text() })).flights.with({ from: 'OSL', to: 'BGO' }).add(1);
    ${show('air_flights_total')}
  `).exit;
  expect(stderr).toBe('');
  expect(stdout).toBe('air_flights_total{from="OSL",to="BGO"} 1\n');
});

it('refuses a catalog that would write a family of another one twice', async () => {
  const { stdout, stderr } = await runApp(`
    ${REGISTER}
    const jobs = (name, naming) => defineCatalog({ scope: 'work', naming, metrics: { jobs: counter({ name, description: 'Jobs.' }) } });
    telemetry.bind(jobs('jobs', 'suffix')).jobs.add(1);
    try {
      telemetry.bind(jobs('jobs_total', 'exact'));
    } catch ({ message }) {
      console.log(message);
    }
    ${show('work_')}
  `).exit;
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'work_jobs_total: work_jobs, which is bound to this backend, writes the Prometheus name work_jobs_total too; rename ' +
      'one of them, or give its catalog another prefix',
    'work_jobs_total{} 1',
    '',
  ]);
});

it('goes on beside a backend of somebody else that rejects', async () => {
  const { stdout, stderr, code } = await runApp(`
    import { fanOut } from '@portcall/metrics';
    ${REGISTER}
    const add = async () => { throw new Error('broken'); };
    const failing = { counter: () => ({ add, with: () => ({ add }), definition: {} }), upDownCounter: () => ({ add }) };
    const recording = () => ({ record: add });
    const { orders } = bind(catalog, fanOut({ ...failing, gauge: recording, histogram: recording }, telemetry.backend));
    orders.add(1, { country: 'NO' });
    orders.with({ country: 'NO' }).add(2);
    await sleep(20);
    ${show('shop_orders_total')}
  `).exit;
  expect(stdout).toBe('shop_orders_total{country="NO"} 3\n');
  expect(stderr).toBe(
    'portcall: shop_orders: the backend rejected while recording; the value is lost there; fix the backend ' +
      '(Error: broken)\n',
  );
  expect(code).toBe(0);
});
