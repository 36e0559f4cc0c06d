import { describeWith, latest, parseExposition, startFaultReceiver, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

/** Instruments of the raw API, some of which record what no exit can carry. */
const HOSTILE = `
  const { metrics } = await import('@opentelemetry/api');
  const meter = metrics.getMeter('third');
  meter.createCounter('good').add(2, { route: '/' });
  meter.createCounter('labels').add(1, { bad: () => 1, symbol: Symbol('x'), nan: NaN, good: 'kept' });
  meter.createCounter('a.b').add(1);
  meter.createCounter('a_b').add(1);
  meter.createGauge('a.b.').record(1);
  meter.createCounter('nan').add(NaN);
  meter.createGauge('text').record('seven');
  meter.createHistogram('infinite').record(Infinity);
  meter.createObservableGauge('throws').addCallback(() => { throw new Error('no'); });
  meter.createObservableGauge('hangs').addCallback(() => new Promise(() => {}));
  meter.createObservableGauge('fine').addCallback((result) => result.observe(5));
  telemetry.bind(catalog).orders.add(3, { country: 'NO' });
`;

const EXPECTED = /cannot be|could not be collected|which OTLP cannot carry|become those of another|no name or a value/;

it('hostile instruments of third parties cost no good one at the endpoint', async () => {
  const { code, stdout, stderr } = await runApp(`
    const exporter = prometheus({ port: 0 });
    const telemetry = registerInstrumentation({ exporters: [exporter] });
    await telemetry.ready;
    ${HOSTILE}
    const response = await fetch(exporter.url);
    console.log(response.status + '\\n' + (await response.text()));
    await telemetry.shutdown();
  `).exit;
  const [status, ...lines] = stdout.split('\n');
  const { samples, errors } = parseExposition(lines.join('\n'));
  const value = (name: string): number | undefined => samples.find((sample) => sample.name === name)?.value;
  expect([code, status, errors]).toEqual([0, '200', []]);
  expect([value('shop_orders_total'), value('good_total'), value('fine')]).toEqual([3, 2, 5]);
  expect(samples.find(({ name }) => name === 'labels_total')?.labels).toMatchObject({ good: 'kept' });
  expect(stderr.split('\n').filter((line) => line !== '' && !EXPECTED.test(line))).toEqual([]);
});

it('load the metrics SDK with their first instrument, and not with registration or a meter', async () => {
  const { stdout, stderr } = await runApp(`
    const { createRequire } = await import('node:module');
    const { metrics } = await import('@opentelemetry/api');
    const loaded = () =>
      Object.keys(createRequire(process.cwd() + '/x.js').cache).some((file) => file.includes('/sdk-metrics/'));
    const exporter = prometheus({ port: 0 });
    const telemetry = registerInstrumentation({ exporters: [exporter, otlp({ url: 'http://127.0.0.1:1' })] });
    await telemetry.ready;
    const scrape = async () => (await (await fetch(exporter.url)).text()).split('\\n').filter((line) => /^(late|shop)/.test(line));
    telemetry.bind(catalog).orders.add(1, { country: 'NO' });
    const meter = metrics.getMeter('third');
    const before = await scrape();
    console.log(loaded(), before.some((line) => line.startsWith('shop_orders_total')));
    meter.createCounter('late').add(2);
    telemetry.meter.createObservableGauge('late_gauge').addCallback((result) => result.observe(7));
    console.log(loaded(), (await scrape()).filter((line) => line.startsWith('late')).map((line) => line.replace(/{.*}/, '')).join());
    process.exit();
  `).exit;
  expect({ stdout, stderr: stderr.replace(/.*process ends before.*\n/, '') }).toEqual({
    stdout: 'false true\ntrue late_total 2,late_gauge 7\n',
    stderr: '',
  });
});

it('record nowhere where they make their first instrument after the shutdown', async () => {
  const { code, stdout, stderr } = await runApp(`
    const { metrics } = await import('@opentelemetry/api');
    const telemetry = registerInstrumentation({ exporters: [prometheus({ port: 0 })] });
    const meter = metrics.getMeter('third');
    await telemetry.shutdown();
    meter.createCounter('late').add(1);
    console.log('fine');
  `).exit;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'fine\n', stderr: '' });
});

it.each(['http/protobuf', 'http/json'])(
  'send integers as integers, and the schema of their scope, over %s',
  async (protocol) => {
    await using receiver = await startFaultReceiver();
    const { code, stderr } = await runApp(
      `
    const { metrics, ValueType } = await import('@opentelemetry/api');
    const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
    const meter = metrics.getMeter('third', '1.2', { schemaUrl: 'https://opentelemetry.io/schemas/1.37.0' });
    meter.createCounter('whole', { valueType: ValueType.INT }).add(3);
    meter.createUpDownCounter('down', { valueType: ValueType.INT }).add(-2);
    meter.createCounter('any').add(3);
    metrics.getMeter('other').createGauge('elsewhere').record(1);
    await telemetry.shutdown();
  `,
      { env: { OTEL_EXPORTER_OTLP_PROTOCOL: protocol } },
    ).exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const sent = latest(receiver.metrics()).map(({ name, value, isInt, schemaUrl }) => [name, value, isInt, schemaUrl]);
    const schema = 'https://opentelemetry.io/schemas/1.37.0';
    expect(sent.sort()).toEqual([
      ['any', 3, undefined, schema],
      ['down', -2, true, schema],
      ['elsewhere', 1, undefined, undefined],
      ['whole', 3, true, schema],
    ]);
  },
);

describeWith('rotel', 'a real receiver', () => {
  it('takes the good instruments beside hostile ones', async () => {
    await using receiver = await startOtlpReceiver();
    const { code, stderr } = await runApp(`
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      ${HOSTILE}
      await telemetry.shutdown();
    `).exit;
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line !== '' && !EXPECTED.test(line))).toEqual([]);
    const value = (name: string) => latest(receiver.metrics()).find((point) => point.name === name)?.value;
    await receiver.waitFor(() => value('fine') !== undefined);
    expect([value('shop_orders'), value('good'), value('a.b'), value('a_b'), value('fine')]).toEqual([3, 2, 1, 1, 5]);
  });
});
