import { describeWith, latest, type OtlpReceiver, startFaultReceiver, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

/** Records in a call, in a call of a call, in a span of the API's, and outside of all of them. */
const RECORDING = `
  const { trace } = await import('@opentelemetry/api');
  const { tracedFunctions, query, mutation } = await import('@portcall/trace');
  const { orders, done, open, wait } = telemetry.bind(catalog);
  const functions = tracedFunctions({
    price: query(async () => {
      await sleep(1);
      wait.record(0.5);
    }),
    place: mutation(async () => {
      orders.add(1, { country: 'NO' });
      open.add(1);
      await functions.price();
      wait.record(1.5);
    }),
  });
  wait.record(100);
  orders.add(1, { country: 'FI' });
  await functions.place();
  await trace.getTracer('app').startActiveSpan('third', async (span) => {
    await sleep(1);
    done.add(1, { channel: 'web' });
    span.end();
  });
  done.add(1, { channel: 'app' });
`;

/** By metric and value of its exemplars, the name of the span that arrived with the same ids. */
function spansOfExemplars(receiver: OtlpReceiver): Readonly<Record<string, string>> {
  const names = new Map(receiver.spans().map(({ traceId, spanId, name }) => [`${traceId} ${spanId}`, name]));
  return Object.fromEntries(
    latest(receiver.metrics()).flatMap(({ name, exemplars = [] }) =>
      exemplars.map(({ value, traceId, spanId }) => [`${name} ${value}`, names.get(`${traceId} ${spanId}`) ?? 'none']),
    ),
  );
}

describeWith('rotel', 'exemplars at a real receiver', () => {
  it.each(['cumulative', 'delta'])('have the ids of the spans that arrived, of %s points', async (temporality) => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(
      `const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      ${RECORDING}
      await telemetry.shutdown();`,
      { env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality } },
    );
    expect((await app.exit).stderr).toBe('');
    await receiver.waitFor(({ spans, metrics }) => spans().length === 3 && metrics().length > 0);
    expect(spansOfExemplars(receiver)).toEqual({
      'shop_orders 1': 'place',
      'shop_wait_seconds 0.5': 'price',
      'shop_wait_seconds 1.5': 'place',
      'shop_done 1': 'third',
    });
  });

  it('are there of the metrics of calls, with the span of the call itself', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      const telemetry = registerInstrumentation({
        exporters: [otlp({ url: '${receiver.url}' })],
        functions: { metrics: true },
      });
      ${RECORDING}
      await telemetry.shutdown();
    `);
    expect((await app.exit).stderr).toBe('');
    await receiver.waitFor(({ spans, metrics }) => spans().length === 3 && metrics().length > 0);
    const names = new Map(receiver.spans().map(({ spanId, name }) => [spanId, name]));
    const durations = receiver.metrics().filter(({ name }) => name === 'function_duration_seconds');
    expect(durations).toHaveLength(2);
    for (const { attributes, exemplars = [] } of durations)
      expect(exemplars.map(({ spanId }) => names.get(spanId))).toEqual([attributes['function']]);
  });

  it.each([
    ['the sampler takes none', { OTEL_TRACES_SAMPLER: 'always_off' }],
    ['they are switched off', { OTEL_METRICS_EXEMPLAR_FILTER: 'always_off' }],
    ['nothing is traced', { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'otlp' }],
  ])('are none where %s', async (_, env) => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(
      `const telemetry = registerInstrumentation();
      ${RECORDING}
      await telemetry.shutdown();`,
      { env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect((await app.exit).stderr).toBe('');
    await receiver.waitFor(({ metrics }) => metrics().some(({ name }) => name === 'shop_wait_seconds'));
    expect(receiver.metrics().flatMap(({ exemplars = [] }) => exemplars)).toEqual([]);
  });

  it('are of everything where that is asked for, and have no ids outside of spans', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(
      `const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      ${RECORDING}
      await telemetry.shutdown();`,
      { env: { OTEL_METRICS_EXEMPLAR_FILTER: 'always_on' } },
    );
    expect((await app.exit).stderr).toBe('');
    await receiver.waitFor(({ spans, metrics }) => spans().length === 3 && metrics().length > 0);
    expect(spansOfExemplars(receiver)).toMatchObject({
      'shop_wait_seconds 100': 'none',
      'shop_wait_seconds 0.5': 'price',
    });
  });
});

it('are of sampled spans where the filter is unknown, which is said once', async () => {
  await using receiver = await startFaultReceiver();
  const app = runApp(
    `const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
    ${RECORDING}
    const read = telemetry.backend.reading();
    const exemplars = [];
    for (const { points } of read.collect().metrics) for (const point of points) exemplars.push(...point.exemplars);
    console.log(exemplars.length);
    await telemetry.shutdown();`,
    { env: { OTEL_METRICS_EXEMPLAR_FILTER: 'sometimes' } },
  );
  const { stdout, stderr } = await app.exit;
  expect(stdout).toBe('4\n');
  expect(stderr.trim()).toBe(
    'portcall: OTEL_METRICS_EXEMPLAR_FILTER: unknown filter "sometimes"; "trace_based" is used; use one of "trace_based", "always_on", "always_off"',
  );
});
