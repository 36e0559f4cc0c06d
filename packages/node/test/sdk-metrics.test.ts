import { startFaultReceiver } from '@portcall/real-parts';
import { COUNTING_EXPORTER } from './counting-exporter.js';
import { runApp } from './run-app.js';

const SCRAPE = `
  const scrape = async (url) =>
    (await (await fetch(url)).text()).split('\\n').filter((line) => /^otel_sdk_/.test(line)).map((line) => line.replace(/,?otel_scope_name="[^"]*"/, ''));
`;

describe('what telemetry says of itself', () => {
  it('can be scraped under the names of OpenTelemetry, and agrees with the ledger', async () => {
    await using receiver = await startFaultReceiver(
      { kind: 'accept' },
      { kind: 'status', status: 403 },
      { kind: 'status', status: 503 },
    );
    const { stdout, stderr } = await runApp(`
      ${COUNTING_EXPORTER}
      ${SCRAPE}
      const [pushed, pulled] = [counting('${receiver.url}'), prometheus({ port: 0 })];
      const telemetry = registerInstrumentation({ exporters: [pushed, pulled], quiet: true });
      await telemetry.ready;
      for (const items of [5, 3, 2]) {
        pushed.give(items);
        await telemetry.flush({ timeoutMillis: 200 });
      }
      console.log(JSON.stringify([await scrape(pulled.url), telemetry.ledger]));
      process.exit(0);
    `).exit;
    const [lines, ledger] = JSON.parse(stdout) as [string[], unknown];
    expect(stderr).toBe('');
    const { port } = new URL(receiver.url);
    const component =
      `otel_component_type="counting_metric_exporter",otel_component_name="counting_metric_exporter/counting",` +
      `server_address="127.0.0.1",server_port="${port}"`;
    expect(lines.filter((line) => line.startsWith('otel_sdk_exporter_metric_data_point'))).toEqual([
      `otel_sdk_exporter_metric_data_point_exported_total{${component}} 5`,
      `otel_sdk_exporter_metric_data_point_exported_total{${component},error_type="refused"} 3`,
      `otel_sdk_exporter_metric_data_point_inflight{${component}} 2`,
    ]);
    expect(lines.filter((line) => /operation_duration.*_count\{/.test(line))).toEqual([
      expect.stringMatching(/^otel_sdk_exporter_operation_duration(_seconds)?_count\{[^}]*server_port="\d+"\} 1$/),
      expect.stringMatching(/^otel_sdk_exporter_operation_duration(_seconds)?_count\{.*error_type="refused"\} 1$/),
    ]);
    expect(ledger).toMatchObject([{ recorded: 10, delivered: 5, dropped: { refused: 3 }, pending: 2, spooled: 0 }]);
  });

  it('is not scraped where nothing is sent, and is not pushed', async () => {
    await using receiver = await startFaultReceiver();
    const { stdout } = await runApp(`
      ${COUNTING_EXPORTER}
      ${SCRAPE}
      const pulled = prometheus({ port: 0 });
      const alone = registerInstrumentation({ exporters: [pulled] });
      await alone.ready;
      console.log((await scrape(pulled.url)).length);
      await alone.shutdown();
      const both = registerInstrumentation({ exporters: [counting('${receiver.url}'), otlp({ url: '${receiver.url}' })] });
      both.bind(catalog).open.add(1);
      await both.shutdown();
    `).exit;
    expect(stdout).toBe('0\n');
    const names = receiver.metrics().map(({ name }) => name);
    expect(names).toContain('shop_open');
    expect(names.filter((name) => name.startsWith('otel'))).toEqual([]);
  });

  it('counts what was discarded because its transaction rolled back, by metric, where only scrapes show it too', async () => {
    const { stdout, stderr } = await runApp(`
      const { currentCall, mutation, tracedFunctions } = await import('@portcall/trace');
      const pulled = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ exporters: [pulled] });
      await telemetry.ready;
      const { placed } = telemetry.bind(defineCatalog({
        scope: 'shop',
        metrics: { placed: counter({ name: 'orders_placed', description: 'Orders placed.' }) },
      }));
      const step = (op) => currentCall().recordOp({ op, entity: '', durationMs: 0, ok: true });
      const { place } = tracedFunctions({
        place: mutation((end) => {
          step('begin');
          placed.onCommit.add(5);
          placed.onCommit.add(7);
          step(end);
        }),
      });
      for (const end of ['commit', 'rollback', 'rollback']) place(end);
      const shown = await (await fetch(pulled.url)).text();
      for (const line of shown.split('\\n'))
        if (/^(shop_orders|portcall_metric)/.test(line)) console.log(line.replace(/,?otel_scope_name="[^"]*",?/, ''));
      await telemetry.shutdown();
    `).exit;
    expect({ stdout, stderr }).toEqual({
      stdout:
        'shop_orders_placed_total{} 12\nportcall_metric_recording_discarded_total{portcall_metric_name="shop_orders_placed"} 4\n',
      stderr: '',
    });
  });

  /** What a program does that traces by every decision and with every kind of parent, and leaves one span open. */
  const TRACES = `
    const { context, trace, ROOT_CONTEXT } = await import('@opentelemetry/api');
    const { query, tracedFunctions } = await import('@portcall/trace');
    const remote = (traceFlags) => trace.setSpanContext(ROOT_CONTEXT, {
      traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags, isRemote: true,
    });
    const { outer, inner } = tracedFunctions({ outer: query(async () => { await inner(); }), inner: query(async () => {}) });
    await outer();
    telemetry.tracer.startSpan('root').end();
    await context.with(remote(1), () => outer());
    await context.with(remote(0), () => outer());
    telemetry.tracer.startSpan('not sampled', {}, remote(0)).end();
    telemetry.tracer.startSpan('open');
    await telemetry.flush();
  `;
  const OF_TRACES = [
    'otel_sdk_span_started_total{otel_span_sampling_result="DROP",otel_span_parent_origin="local"} 1',
    'otel_sdk_span_started_total{otel_span_sampling_result="DROP",otel_span_parent_origin="remote"} 2',
    'otel_sdk_span_started_total{otel_span_sampling_result="RECORD_AND_SAMPLE",otel_span_parent_origin="none"} 3',
    'otel_sdk_span_started_total{otel_span_sampling_result="RECORD_AND_SAMPLE",otel_span_parent_origin="local"} 2',
    'otel_sdk_span_started_total{otel_span_sampling_result="RECORD_AND_SAMPLE",otel_span_parent_origin="remote"} 1',
    'otel_sdk_span_live{otel_span_sampling_result="RECORD_AND_SAMPLE"} 1',
  ];
  const PROCESSOR =
    '{otel_component_type="batching_span_processor",otel_component_name="batching_span_processor/otlp"}';

  it.each(['store', 'sdk'])(
    'counts spans from their start to the receiver, with aggregation %s',
    async (aggregation) => {
      await using receiver = await startFaultReceiver();
      const { stdout, stderr } = await runApp(`
      ${SCRAPE}
      const pulled = prometheus({ port: 0 });
      const exporters = [otlp({ url: '${receiver.url}' }), pulled];
      const telemetry = registerInstrumentation({ exporters, aggregation: '${aggregation}' });
      await telemetry.ready;
      ${TRACES}
      console.log(JSON.stringify(await scrape(pulled.url)));
      process.exit(0);
    `).exit;
      const lines = JSON.parse(stdout.split('\n')[0] as string) as string[];
      expect(stderr).not.toMatch(/could not|missing/);
      expect(lines.filter((line) => line.startsWith('otel_sdk_span'))).toEqual(OF_TRACES);
      expect(lines.filter((line) => line.startsWith('otel_sdk_processor'))).toEqual([
        `otel_sdk_processor_span_processed_total${PROCESSOR} 5`,
        `otel_sdk_processor_span_queue_size${PROCESSOR} 0`,
        `otel_sdk_processor_span_queue_capacity${PROCESSOR} 2048`,
      ]);
      const sent = lines.filter((line) => line.includes('otlp_http_span_exporter/otlp'));
      const { port } = new URL(receiver.url);
      expect(sent).toHaveLength(5);
      for (const line of sent) expect(line).toContain(`server_address="127.0.0.1",server_port="${port}"`);
      expect(sent[0]).toMatch(/^otel_sdk_exporter_span_exported_total\{.*\} 5$/);
      expect(lines).toContainEqual(
        expect.stringMatching(/^otel_sdk_exporter_operation_duration_seconds_count\{.*otlp_http_span_exporter.*\} 1$/),
      );
      expect(lines).toContainEqual(
        expect.stringMatching(
          /^otel_sdk_metric_reader_collection_duration_seconds_count\{.*"prometheus_http_text_metric_exporter\/prometheus"\} 1$/,
        ),
      );
      expect(receiver.spans()).toHaveLength(5);
    },
  );

  it('counts what a queue has no room for', async () => {
    const { stdout } = await runApp(
      `
      ${SCRAPE}
      const pulled = prometheus({ port: 0 });
      const slow = { name: 'slow', spanExporter: () => ({ export: (_, done) => setTimeout(done, 100, { code: 0 }), shutdown: async () => {} }) };
      const telemetry = registerInstrumentation({ exporters: [slow, pulled], quiet: true });
      await telemetry.ready;
      for (let i = 0; i < 10; i += 1) telemetry.tracer.startSpan('span').end();
      await telemetry.flush();
      console.log(JSON.stringify((await scrape(pulled.url)).filter((line) => /processor/.test(line))));
      process.exit(0);
    `,
      { env: { OTEL_BSP_MAX_QUEUE_SIZE: '4' } },
    ).exit;
    const slow = PROCESSOR.replace('/otlp', '/slow');
    expect(JSON.parse(stdout)).toEqual([
      `otel_sdk_processor_span_processed_total${slow} 4`,
      `otel_sdk_processor_span_processed_total${slow.replace('}', ',error_type="queue_full"}')} 6`,
      `otel_sdk_processor_span_queue_size${slow} 0`,
      `otel_sdk_processor_span_queue_capacity${slow} 4`,
    ]);
  });

  it('counts spans that are recorded and not sampled, of calls as of others, while they are open', async () => {
    const { stdout } = await runApp(`
      ${SCRAPE}
      const { query, tracedFunctions } = await import('@portcall/trace');
      const sampler = {
        shouldSample: (parent, traceId, name) => ({ decision: name.startsWith('sampled') ? 2 : name.startsWith('dropped') ? 0 : 1 }),
        toString: () => 'by name',
      };
      const quietly = { name: 'quietly', spanExporter: () => ({ export: (_, done) => done({ code: 0 }), shutdown: async () => {} }) };
      const pulled = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ exporters: [quietly, pulled], sampler });
      await telemetry.ready;
      const live = async () => console.log(JSON.stringify((await scrape(pulled.url)).filter((line) => /span_live/.test(line))));
      const { recordedCall, sampledCall, droppedCall } = tracedFunctions({
        recordedCall: query(async () => { await sampledCall(); }),
        sampledCall: query(async () => { await droppedCall(); }),
        droppedCall: query(live),
      });
      const spans = ['recorded', 'sampled', 'dropped'].map((name) => telemetry.tracer.startSpan(name));
      await recordedCall();
      for (const span of spans) span.end();
      await live();
      process.exit(0);
    `).exit;
    const live = (result: string, count: number) =>
      `otel_sdk_span_live{otel_span_sampling_result="${result}"} ${count}`;
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([[live('RECORD_AND_SAMPLE', 2), live('RECORD_ONLY', 2)], [live('RECORD_AND_SAMPLE', 0)]]);
  });

  it.each([
    ['ours', 'otlp({ url })'],
    [
      "OpenTelemetry's kind",
      `{ name: 'otlp', spanExporter: () => ({ export: (_, done) => done({ code: 0 }), shutdown: async () => {} }) }`,
    ],
  ])('counts spans that ended after their processor was shut down, before an exporter of %s', async (_, exporter) => {
    await using receiver = await startFaultReceiver();
    const { stdout } = await runApp(`
      ${SCRAPE}
      const { trace } = await import('@opentelemetry/api');
      const url = '${receiver.url}';
      const pulled = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ exporters: [${exporter}, pulled], quiet: true });
      await telemetry.ready;
      telemetry.tracer.startSpan('before').end();
      await trace.getTracerProvider().getDelegate().shutdown();
      for (const name of ['one', 'two']) telemetry.tracer.startSpan(name).end();
      console.log(JSON.stringify((await scrape(pulled.url)).filter((line) => /span_processed/.test(line))));
      process.exit(0);
    `).exit;
    expect(JSON.parse(stdout)).toEqual([
      `otel_sdk_processor_span_processed_total${PROCESSOR} 1`,
      `otel_sdk_processor_span_processed_total${PROCESSOR.replace('}', ',error_type="already_shutdown"}')} 2`,
    ]);
  });

  it.each([
    ['by the option', 'sdkMetrics: true', {}],
    ['by the variable', '', { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' }],
  ])('is pushed %s, as deltas that add up where deltas are wanted', async (_, option, env) => {
    await using receiver = await startFaultReceiver();
    await runApp(
      `
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })], ${option} });
      for (const spans of [1, 2, 3]) {
        for (let i = 0; i < spans; i += 1) telemetry.tracer.startSpan('span').end();
        await telemetry.flush();
      }
      await telemetry.shutdown();
    `,
      { env: { ...env, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' } },
    ).exit;
    const values = (name: string) =>
      receiver.metrics().flatMap((point) => (point.name === name ? [Number(point.value)] : []));
    expect(values('otel.sdk.span.started').reduce((sum, value) => sum + value, 0)).toBe(6);
    expect(values('otel.sdk.processor.span.queue.capacity').every((value) => value === 2_048)).toBe(true);
    expect(new Set(receiver.metrics().map(({ name }) => name))).toEqual(
      new Set([
        'otel.sdk.span.started',
        'otel.sdk.span.live',
        'otel.sdk.processor.span.processed',
        'otel.sdk.processor.span.queue.size',
        'otel.sdk.processor.span.queue.capacity',
        'otel.sdk.exporter.span.exported',
        'otel.sdk.exporter.span.inflight',
        'otel.sdk.exporter.metric_data_point.exported',
        'otel.sdk.exporter.metric_data_point.inflight',
        'otel.sdk.exporter.operation.duration',
        'otel.sdk.metric_reader.collection.duration',
      ]),
    );
  });

  it.each([
    ['by the option', 'sdkMetrics: false', {}],
    ['by the variable', '', { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'false' }],
  ])('is switched off %s', async (_, option, env) => {
    await using receiver = await startFaultReceiver();
    const { stdout } = await runApp(
      `
      ${SCRAPE}
      const pulled = prometheus({ port: 0 });
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' }), pulled], ${option} });
      await telemetry.ready;
      console.log((await scrape(pulled.url)).length);
      await telemetry.shutdown();
    `,
      { env },
    ).exit;
    expect(stdout).toBe('0\n');
  });
});
