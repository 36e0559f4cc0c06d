import { runApp } from './run-app.js';

describe('OTEL_LOG_LEVEL', () => {
  const lines = async (level: string): Promise<readonly string[]> => {
    const { stderr } = await runApp(
      `
      const { diag } = await import('@opentelemetry/api');
      const telemetry = registerInstrumentation({ exporters: ['none'] });
      telemetry.bind(catalog).orders.add(-1, { country: 'NO' });
      diag.error('theirs failed');
      diag.debug('theirs looked');
      await telemetry.shutdown();
      diag.error('theirs failed later');
    `,
      { env: { OTEL_LOG_LEVEL: level } },
    ).exit;
    return [...stderr.matchAll(/shop_orders|theirs \w+( later)?/g)].map(([line]) => line);
  };

  it.each([
    ['', ['shop_orders']],
    ['none', []],
    ['error', []],
    ['WARN', ['theirs failed', 'shop_orders']],
    ['debug', ['theirs failed', 'theirs looked', 'shop_orders']],
  ])('%s lets through what is to be seen, each once', async (level, seen) => {
    expect([...(await lines(level))].sort()).toEqual([...seen].sort());
  });
});

it('base2_exponential_bucket_histogram chooses the buckets of histograms that declare no boundaries', async () => {
  const app = runApp(
    `
    const waits = defineCatalog({ scope: 'http', metrics: {
      own: histogram({ name: 'own_seconds', unit: 's', description: 'Own.', boundaries: [1, 2] }),
      none: histogram({ name: 'none_seconds', unit: 's', description: 'None.' }),
    } });
    const telemetry = registerInstrumentation({ exporters: ['none'] });
    const { own, none } = telemetry.bind(waits);
    own.record(1.5);
    none.record(1.5);
    const { metrics } = waits;
    console.log(JSON.stringify([telemetry.backend.value(metrics.own), telemetry.backend.value(metrics.none)]));
    await telemetry.shutdown();
  `,
    { env: { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram' } },
  );
  const [own, none] = JSON.parse((await app.exit).stdout) as [object, object];
  expect(own).toMatchObject({ count: 1, boundaries: [1, 2] });
  expect(none).toMatchObject({ count: 1, sum: 1.5, positive: expect.anything() });
});

it('a variable that cannot work is one line, and the app goes on', async () => {
  const { code, stdout, stderr } = await runApp(
    `
    const telemetry = registerInstrumentation();
    console.log('on');
    await telemetry.shutdown();
  `,
    {
      env: {
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'console,statsd',
        OTEL_METRIC_EXPORT_INTERVAL: 'often',
        OTEL_TRACE_SAMPLER: 'always_on',
      },
    },
  ).exit;
  expect([code, stdout]).toEqual([0, 'on\n']);
  expect(stderr.trim().split('\n').sort()).toEqual([
    'portcall: OTEL_METRICS_EXPORTER: unknown exporter "statsd"; it is left out; use any of "otlp", "prometheus", "console", "none"',
    'portcall: OTEL_METRIC_EXPORT_INTERVAL: "often" is not a whole number of milliseconds; 60000 is used; write one from 1 to 2147483647',
    'portcall: OTEL_TRACE_SAMPLER: there is no such variable; it is not read; write OTEL_TRACES_SAMPLER',
  ]);
});
