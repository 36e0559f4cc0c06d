import { failOnProblems } from '@portcall/conformance';
import { runApp } from './run-app.js';

failOnProblems();

const PARTS = `
const { context, trace } = await import('@opentelemetry/api');
const sdk = await import('@opentelemetry/sdk-trace-base');
const { traced } = await import('@portcall/trace');
const { none } = await import('@portcall/exporters');
const ids = (span) => span.spanContext().spanId;
`;
const WITHOUT_SDK = PARTS.replace(/^const sdk = .*\n/m, '');

/** What the program prints at its end, as JSON, and its lines on stderr. */
async function ran(
  code: string,
  env: Readonly<Record<string, string>> = {},
  parts: string = PARTS,
): Promise<{ said: unknown; stderr: string }> {
  const { stdout, stderr } = await runApp(parts + code, { env }).exit;
  if (stdout.trim() === '') throw new Error(stderr);
  return { said: JSON.parse(stdout), stderr };
}

describe("an app's own span processors", () => {
  it('of the SDK export spans of calls and of libraries, as children of each other, without any exporter of ours', async () => {
    const { said, stderr } = await ran(`
      const [batched, simple] = [new sdk.InMemorySpanExporter(), new sdk.InMemorySpanExporter()];
      const telemetry = registerInstrumentation({
        serviceName: 'shop',
        exporters: [none()],
        spanProcessors: [new sdk.BatchSpanProcessor(batched), new sdk.SimpleSpanProcessor(simple)],
      });
      const work = traced('work', { type: 'query' }, async () => {
        trace.getTracer('lib', '1.0').startActiveSpan('inner', { attributes: { a: 1 } }, (span) => span.end());
      });
      await work();
      await telemetry.forceFlush();
      const seen = (exporter) => exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        scope: span.instrumentationScope.name,
        service: span.resource.attributes['service.name'],
        type: span.attributes['portcall.call.type'],
        outcome: span.attributes['portcall.call.outcome'],
        a: span.attributes.a,
      }));
      const [inner, outer] = batched.getFinishedSpans();
      console.log(JSON.stringify({
        same: JSON.stringify(seen(batched)) === JSON.stringify(seen(simple)),
        spans: seen(batched),
        isChild: inner.parentSpanContext.spanId === ids(outer) && inner.spanContext().traceId === outer.spanContext().traceId,
      }));
      await telemetry.shutdown();
    `);
    expect(stderr).toBe('');
    expect(said).toEqual({
      same: true,
      isChild: true,
      spans: [
        { name: 'inner', scope: 'lib', service: 'shop', a: 1 },
        { name: 'work', scope: 'shop', service: 'shop', type: 'query', outcome: 'ok' },
      ],
    });
  });

  it('see a span when it begins, before it ends and when it has ended, and may write to it until then', async () => {
    const { said, stderr } = await ran(`
      const seen = [];
      const exporter = new sdk.InMemorySpanExporter();
      const look = (what, span) =>
        seen.push([what, span.name, span.isRecording(), span.ended, span.endTime[0] > 0, { ...span.attributes }]);
      const writing = {
        onStart(span, parent) {
          look('start', span);
          seen.push(trace.getSpan(parent)?.spanContext().spanId === span.parentSpanContext?.spanId);
          span.setAttribute('at.start', 1);
        },
        onEnding(span) {
          look('ending', span);
          span.setAttribute('at.ending', 2);
        },
        onEnd(span) {
          look('end', span);
          span.setAttribute('too.late', 3);
          span.attributes['masked'] = '***';
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      };
      const telemetry = registerInstrumentation({
        serviceName: 'shop',
        exporters: [{ name: 'memory', spanExporter: () => exporter }],
        spanProcessors: [writing],
      });
      const work = traced('work', { type: 'action' }, () => telemetry.tracer.startSpan('inner').end());
      work();
      await telemetry.forceFlush();
      const exported = exporter.getFinishedSpans().map(({ name, attributes }) => [
        name, attributes['at.start'], attributes['at.ending'], attributes['too.late'] ?? null, attributes.masked,
      ]);
      const call = ({ 'portcall.call.id': id, ...rest }) => rest;
      const short = seen.map((one) => Array.isArray(one) ? [...one.slice(0, 5), Object.keys(call(one[5])).filter((key) => !key.startsWith('portcall.db'))] : one);
      console.log(JSON.stringify({ seen: short, exported }));
    `);
    expect(stderr).toBe('');
    const begins = ['code.function.name', 'portcall.call.type'];
    const ends = ['at.start', 'code.function.name', 'portcall.call.type', 'portcall.call.outcome'];
    expect(said).toEqual({
      seen: [
        ['start', 'work', true, false, false, begins],
        true,
        ['start', 'inner', true, false, false, []],
        true,
        ['ending', 'inner', true, false, true, ['at.start']],
        ['end', 'inner', false, true, true, ['at.start', 'at.ending']],
        ['ending', 'work', true, false, true, ends],
        ['end', 'work', false, true, true, ['at.start', 'at.ending', ...ends.slice(1)]],
      ],
      exported: [
        ['inner', 1, 2, null, '***'],
        ['work', 1, 2, null, '***'],
      ],
    });
  });

  it('that throw, reject or hang hurt nobody: each is said once, and the shutdown ends in time', async () => {
    const { said, stderr } = await ran(`
      const fails = () => { throw new Error('broken'); };
      class Broken {
        onStart = fails; onEnding = fails; onEnd = fails;
        forceFlush() { return Promise.reject(new Error('broken')); }
        shutdown() { return Promise.reject(new Error('broken')); }
      }
      class Hanging {
        onStart() {} onEnd() {}
        forceFlush() { return new Promise(() => {}); }
        shutdown() { return new Promise(() => {}); }
      }
      const exporter = new sdk.InMemorySpanExporter();
      const telemetry = registerInstrumentation({
        serviceName: 'shop',
        exporters: [{ name: 'memory', spanExporter: () => exporter }],
        spanProcessors: [new Broken(), new Hanging()],
        shutdownTimeoutMillis: 300,
      });
      const work = traced('work', { type: 'query' }, (n) => { telemetry.tracer.startSpan('inner').end(); return n; });
      const gave = [1, 2, 3].map(work);
      await telemetry.forceFlush();
      const spans = exporter.getFinishedSpans().length;
      const { inTime } = await telemetry.shutdown();
      console.log(JSON.stringify({ gave, spans, inTime }));
    `);
    expect(said).toEqual({ gave: [1, 2, 3], spans: 6, inTime: false });
    const lines = stderr.trim().split('\n');
    expect(lines.filter((line) => line.includes('the span processor Broken: threw an error'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('the span processor Hanging'))).not.toEqual([]);
  });
});

describe("an app's own sampler, limits and ids", () => {
  it('hold for spans of calls and of libraries: the sampler is shown what both begin with, and adds to both', async () => {
    const { said, stderr } = await ran(`
      const asked = [];
      const exporter = new sdk.InMemorySpanExporter();
      const sampler = {
        shouldSample(parent, traceId, name, kind, attributes) {
          asked.push([name, traceId.length, attributes['portcall.call.type'] ?? attributes.route]);
          return { decision: name === 'health' ? 0 : 2, attributes: { sampled: 'yes' } };
        },
      };
      let made = 0;
      const idGenerator = {
        generateTraceId: () => 'abc'.padStart(32, '0'),
        generateSpanId: () => String(made += 1).padStart(16, '0'),
      };
      const telemetry = registerInstrumentation({
        serviceName: 'shop',
        exporters: [{ name: 'memory', spanExporter: () => exporter }],
        spanLimits: { attributeValueLengthLimit: 4 },
        sampler,
        idGenerator,
      });
      traced('work', { type: 'mutation' }, () => {
        telemetry.tracer.startSpan('inner', { attributes: { route: '/lots/7' } }).end();
      })();
      traced('health', { type: 'query' }, () => {})();
      await telemetry.forceFlush();
      const spans = exporter.getFinishedSpans().map((span) => [
        span.name, span.spanContext().traceId.slice(-3), Number(ids(span)), Number(span.parentSpanContext?.spanId ?? 0),
        span.attributes.sampled, span.attributes.route ?? span.attributes['portcall.call.type'],
      ]);
      console.log(JSON.stringify({ asked, spans }));
    `);
    expect(stderr).toBe('');
    expect(said).toEqual({
      asked: [
        ['work', 32, 'mutation'],
        ['inner', 32, '/lots/7'],
        ['health', 32, 'query'],
      ],
      spans: [
        ['inner', 'abc', 2, 1, 'yes', '/lot'],
        ['work', 'abc', 1, 0, 'yes', 'muta'],
      ],
    });
  });

  it('come before the environment, which holds for what they leave out', async () => {
    const { said } = await ran(
      `
      const exporter = new sdk.InMemorySpanExporter();
      const telemetry = registerInstrumentation({
        serviceName: 'shop',
        exporters: [{ name: 'memory', spanExporter: () => exporter }],
        sampler: new sdk.AlwaysOnSampler(),
        spanLimits: { eventCountLimit: 1 },
      });
      const span = telemetry.tracer.startSpan('work', { attributes: { a: 1, b: 2, c: 3 } });
      span.addEvent('one').addEvent('two').end();
      await telemetry.forceFlush();
      const [{ attributes, events, droppedAttributesCount }] = exporter.getFinishedSpans();
      console.log(JSON.stringify({ attributes, events: events.map(({ name }) => name), droppedAttributesCount }));
    `,
      { OTEL_TRACES_SAMPLER: 'always_off', OTEL_SPAN_EVENT_COUNT_LIMIT: '7', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2' },
    );
    expect(said).toEqual({ attributes: { a: 1, b: 2 }, events: ['two'], droppedAttributesCount: 1 });
  });
});

it('loads nothing of OpenTelemetry’s SDK before a library makes an instrument, and then what that needs', async () => {
  const { said } = await ran(
    `
    const telemetry = registerInstrumentation({
      serviceName: 'shop',
      exporters: [otlp({ url: 'http://127.0.0.1:9' }), prometheus({ port: 0 })],
      shutdownOn: [],
    });
    const { cache } = (await import('node:module')).createRequire(import.meta.url);
    const loaded = () => {
      const names = Object.keys(cache).flatMap((path) => /@opentelemetry\\/([^/]+)/.exec(path)?.[1] ?? []);
      return [...new Set(names)].filter((name) => /^(sdk|exporter)-/.test(name)).sort();
    };
    traced('work', { type: 'query' }, () => trace.getTracer('lib').startSpan('inner').end())();
    telemetry.bind(catalog).orders.add(1, { country: 'at' });
    const before = loaded();
    telemetry.meter.createCounter('made').add(1);
    console.log(JSON.stringify([before, loaded()]));
    process.exit();
  `,
    {},
    WITHOUT_SDK,
  );
  expect(said).toEqual([[], ['sdk-metrics']]);
});
