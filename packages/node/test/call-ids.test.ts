import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runApp } from './run-app.js';

beforeAll(() => void execFileSync(process.execPath, [join(__dirname, '../../../tools/build.mjs')]), 120_000);

const KEEPING = `{ name: 'keeping', spanExporter: () => ({ export(batch, done) { spans.push(...batch.map((span) => span.spanContext())); done({ code: 0 }); }, async shutdown() {} }) }`;

/** Gives what a log line in a call says, what its trace says, and the ids of the spans that were exported. */
async function said(exporters: string, env: Readonly<Record<string, string>> = {}): Promise<Ids> {
  const app = runApp(
    `
    const { callFields, traced, traceToWire } = await import('@portcall/trace');
    const { trace } = await import('@opentelemetry/api');
    const spans = [];
    const telemetry = registerInstrumentation({ exporters: [${exporters}] });
    const work = traced('work', { type: 'query' }, async () => {
      await sleep(1);
      return [callFields(), trace.getActiveSpan()?.spanContext().spanId];
    });
    const [line, active] = await work();
    await telemetry.shutdown();
    const [{ traceId, spanId, callId }] = telemetry.traces.recent();
    const { trace_id, span_id } = traceToWire(telemetry.traces.recent()[0]);
    console.log(JSON.stringify({ line, active, trace: { traceId, spanId, callId }, wire: { trace_id, span_id }, spans }));
  `,
    { env },
  );
  const { stdout, stderr } = await app.exit;
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Ids;
}

interface Ids {
  readonly line: Readonly<Record<string, string>>;
  readonly active?: string;
  readonly trace: Readonly<Record<string, string>>;
  readonly wire: Readonly<Record<string, string>>;
  readonly spans: readonly { readonly traceId: string; readonly spanId: string }[];
}

describe('the ids of a call’s span', () => {
  it('are the same in its log lines, in its trace, on the wire and in what is exported', async () => {
    const { line, active, trace, wire, spans } = await said(KEEPING);
    expect(spans).toHaveLength(1);
    const { traceId, spanId } = spans[0]!;
    expect(line).toEqual({ trace_id: traceId, span_id: spanId, call_id: trace['callId'], fn_name: 'work' });
    expect(trace).toMatchObject({ traceId, spanId });
    expect(wire).toEqual({ trace_id: traceId, span_id: spanId });
    expect(active).toBe(spanId);
  });

  it('stand in the log lines of a call that is not sampled, as others are told them, and in no trace', async () => {
    const { line, active, trace, spans } = await said(KEEPING, { OTEL_TRACES_SAMPLER: 'always_off' });
    expect(line).toMatchObject({ span_id: active, fn_name: 'work' });
    expect(line['trace_id']).toMatch(/^[0-9a-f]{32}$/);
    expect([Object.keys(trace), spans]).toEqual([['callId'], []]);
  });

  it('are nowhere, where no exporter takes spans', async () => {
    const { line, trace } = await said('');
    expect([Object.keys(line), Object.keys(trace)]).toEqual([['call_id', 'fn_name'], ['callId']]);
  });
});
