import { describeWith, latest, parseExposition, startOtlpReceiver } from '@portcall/real-parts';
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
