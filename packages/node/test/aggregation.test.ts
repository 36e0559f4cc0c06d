import { latest, startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

/** Records two series and a histogram, through the API as well, and shuts down. */
const RECORD = `
  const { metrics } = await import('@opentelemetry/api');
  const { orders, wait } = telemetry.bind(catalog);
  orders.add(2, { country: 'NO' });
  orders.with({ country: 'SE' }).add(1);
  wait.record(1.5);
  metrics.getMeter('third').createCounter('third').add(4);
`;

describe("aggregation: 'sdk'", () => {
  it.each(['http/protobuf', 'http/json'])('exports over OTLP, as %s', async (protocol) => {
    await using receiver = await startFaultReceiver();
    const { code, stderr } = await runApp(
      `
      const telemetry = registerInstrumentation({
        aggregation: 'sdk',
        serviceName: 'shop',
        exporters: [otlp({ headers: { tenant: 'a' }, compression: 'gzip' })],
      });
      ${RECORD}
      await telemetry.shutdown();
    `,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol } },
    ).exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const points = latest(receiver.metrics());
    expect(points.map(({ name, attributes, value, count }) => [name, attributes, value ?? count])).toEqual(
      expect.arrayContaining([
        ['shop_orders', { country: 'NO' }, 2],
        ['shop_orders', { country: 'SE' }, 1],
        ['shop_wait_seconds', {}, 1],
        ['third', {}, 4],
      ]),
    );
    expect(points[0]?.resource).toMatchObject({ 'service.name': 'shop' });
    const [request] = receiver.requests().filter(({ path }) => path === '/v1/metrics');
    expect(request?.headers).toMatchObject({ tenant: 'a', 'content-encoding': 'gzip' });
  });

  it('exports deltas where they are preferred', async () => {
    await using receiver = await startFaultReceiver();
    await runApp(
      `
      const telemetry = registerInstrumentation({ aggregation: 'sdk' });
      ${RECORD}
      await telemetry.forceFlush();
      orders.add(5, { country: 'NO' });
      await telemetry.shutdown();
    `,
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        },
      },
    ).exit;
    const norway = receiver.metrics().filter(({ attributes }) => attributes['country'] === 'NO');
    expect(norway.map(({ temporality, value }) => [temporality, value])).toEqual([
      ['delta', 2],
      ['delta', 5],
    ]);
  });

  it('says what a receiver that is down costs', async () => {
    const { code, stderr } = await runApp(`
      const telemetry = registerInstrumentation({
        aggregation: 'sdk', exporters: [otlp({ url: 'http://127.0.0.1:1', timeoutMillis: 200 })],
      });
      ${RECORD}
      await telemetry.shutdown();
    `).exit;
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line.includes('metrics cannot'))).toEqual([
      expect.stringMatching(/cannot be delivered to http:\/\/127\.0\.0\.1:1\/v1\/metrics: nothing listens/),
    ]);
  });

  it('applies views, and reads by readers of the app’s own, which are flushed and ended', async () => {
    const { code, stdout, stderr } = await runApp(`
      const { AggregationType, InMemoryMetricExporter, PeriodicExportingMetricReader } =
        await import('@opentelemetry/sdk-metrics');
      const kept = new InMemoryMetricExporter(1);
      const exporter = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({
        aggregation: 'sdk',
        exporters: [exporter],
        views: [
          { instrumentName: 'shop_orders', attributesProcessors: [{ process: () => ({}) }] },
          {
            instrumentName: 'shop_wait_seconds',
            aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [7] } },
          },
        ],
        metricReaders: [new PeriodicExportingMetricReader({ exporter: kept })],
      });
      await telemetry.ready;
      ${RECORD}
      const scraped = await (await fetch(exporter.url)).text();
      console.log(scraped.split('\\n').filter((line) => /^shop_(orders|wait_seconds_bucket)/.test(line)).join('\\n'));
      kept.shutdown = async () => console.log('ended');
      await telemetry.shutdown();
      const names = kept.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
      console.log(names.map(({ descriptor }) => descriptor.name).sort().join());
    `).exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'shop_orders_total{otel_scope_name="shop"} 3',
      'shop_wait_seconds_bucket{otel_scope_name="shop",le="7"} 1',
      'shop_wait_seconds_bucket{otel_scope_name="shop",le="+Inf"} 1',
      'ended',
      'shop_done,shop_orders,shop_wait_seconds,third',
      '',
    ]);
  });

  it('ends with the process where there are readers of the app’s own alone', async () => {
    const { stdout } = await runApp(`
      const { InMemoryMetricExporter, PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
      const kept = new (class extends InMemoryMetricExporter {
        export(metrics, done) {
          console.log(metrics.scopeMetrics.map(({ scope }) => scope.name).join());
          super.export(metrics, done);
        }
      })(1);
      const telemetry = registerInstrumentation({
        aggregation: 'sdk', exporters: ['none'], metricReaders: [new PeriodicExportingMetricReader({ exporter: kept })],
      });
      ${RECORD}
    `).exit;
    expect(stdout).toBe('shop,third\n');
  });

  it('is read by exporters that know nothing of OpenTelemetry’s readers', async () => {
    const { stdout, stderr } = await runApp(`
      let reading;
      const mine = {
        name: 'mine',
        metrics(source) {
          reading = source.reading('delta');
          return { flush: async () => {}, shutdown: async () => {} };
        },
      };
      const telemetry = registerInstrumentation({ aggregation: 'sdk', exporters: [mine] });
      ${RECORD}
      const { metrics: read } = await reading.collect();
      console.log(read.map(({ metric, temporality, points }) => [metric.name, temporality, [...points].length].join(' ')).join());
      await telemetry.shutdown();
    `).exit;
    expect({ stdout, stderr }).toEqual({
      stdout: 'shop_done delta 2,shop_orders delta 2,shop_wait_seconds delta 1,third delta 1\n',
      stderr: '',
    });
  });

  it('counts what is recorded after the shutdown', async () => {
    const { code, stdout, stderr } = await runApp(`
      const { problems } = await import('@portcall/core');
      const telemetry = registerInstrumentation({ aggregation: 'sdk', exporters: [prometheus({ serve: false })] });
      ${RECORD}
      await telemetry.shutdown();
      orders.add(1, { country: 'NO' });
      wait.record(1);
      console.log(problems().map(({ key, count }) => key + ' ' + count).join());
    `).exit;
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'record.closed 2\n' });
    expect(stderr).toMatch(/recorded after telemetry was shut down; the value is lost; shut telemetry down last/);
  });

  it('is scraped without what cannot be written, and under the names that OTLP leads to', async () => {
    const { code, stdout, stderr } = await runApp(`
      const exporter = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ aggregation: 'sdk', exporters: [exporter] });
      await telemetry.ready;
      ${RECORD}
      metrics.getMeter('third').createCounter('bad').add(1, { bad: () => 1 });
      metrics.getMeter('third').createUpDownCounter('queue.age', { unit: 'ms' }).add(5, { 'queue.name': 'q' });
      const lines = (await (await fetch(exporter.url)).text()).split('\\n');
      console.log(lines.filter((line) => /^(bad|queue)/.test(line)).join('\\n'));
      await telemetry.shutdown();
    `).exit;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'bad_total{otel_scope_name="third"} 1\nqueue_age_milliseconds{queue_name="q",otel_scope_name="third"} 5\n',
    });
    expect(stderr).toMatch(/bad: .*no name or a value/);
  });

  it('keeps as many series as the store does', async () => {
    const { stdout } = await runApp(`
      const exporter = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ aggregation: 'sdk', exporters: [exporter], seriesLimit: 3000 });
      await telemetry.ready;
      const { orders } = telemetry.bind(catalog);
      for (let i = 0; i < 3000; i += 1) orders.add(1, { country: 'c' + i });
      const scraped = await (await fetch(exporter.url)).text();
      console.log(scraped.split('\\n').filter((line) => line.startsWith('shop_orders_total{country="c')).length);
      await telemetry.shutdown();
    `).exit;
    expect(stdout).toBe('3000\n');
  });
});

describe('types', () => {
  it('give a store to read, unless OpenTelemetry adds up', () => {
    const typed = (register: typeof import('@portcall/node').registerInstrumentation): void => {
      register().backend.snapshot();
      register({ aggregation: 'store' }).backend.snapshot();
      // @ts-expect-error what OpenTelemetry's SDK has added up cannot be read
      register({ aggregation: 'sdk' }).backend.snapshot();
      // @ts-expect-error there are two
      register({ aggregation: 'otel' });
    };
    expect(typed).toBeInstanceOf(Function);
  });
});
