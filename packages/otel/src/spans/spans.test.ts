import { type Attributes, context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { failOnProblems } from '@portcall/conformance';
import { currentCall, rollback, runScheduled, schedule, startTracing, TraceLog, traced } from '@portcall/trace';
import { type DbOps, otelSpans, type SpanLimits } from '../index.js';
import { DEFAULT_SPAN_LIMITS, type SpanPipeline, spanIds } from '../internal.js';

failOnProblems();

let way: 'views' | 'tracer' = 'views';
const exporter = new InMemorySpanExporter();
let stop = (): void => {};

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
afterEach(() => {
  stop();
  exporter.reset();
});

/** Traces functions on the real trace SDK: through its tracer, or as views that its processors and exporters are given. */
function start({
  dbOps = 'events',
  sampler = new AlwaysOnSampler(),
  limits = DEFAULT_SPAN_LIMITS,
}: {
  dbOps?: DbOps;
  sampler?: Sampler;
  limits?: SpanLimits;
} = {}): TraceLog {
  const processor = new SimpleSpanProcessor(exporter);
  const provider = new BasicTracerProvider({
    spanProcessors: [processor],
    sampler,
    spanLimits: limits,
    idGenerator: spanIds,
  });
  const traces = new TraceLog();
  const tracer = provider.getTracer('test');
  const pipeline: SpanPipeline = {
    sampler,
    samplesByTraceId: false,
    resource: resourceFromAttributes({}),
    scope: { name: 'test' },
    limits,
    onStart: () => {},
    onEnd: (ended) => processor.onEnd(ended as unknown as ReadableSpan),
  };
  const spans = otelSpans(way === 'views' ? { tracer, dbOps, pipeline } : { tracer, dbOps });
  const tracing = startTracing({ spans, listeners: [(finished) => traces.push(finished)] });
  stop = () => tracing.stop();
  return traces;
}

function span(name: string): ReadableSpan {
  const found = exporter.getFinishedSpans().find((finished) => finished.name === name);
  if (found === undefined) throw new Error(`no span ${name}`);
  return found;
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1e3 + nanoseconds / 1e6;

/** A call with a read and a write that fails. */
const placeBid = traced('placeBid', { type: 'mutation' }, async (wait: number) => {
  const call = currentCall();
  call?.identify({ userId: 'ann', tenantId: 't1' });
  const text = 'select * from lot where id = $1';
  call?.recordOp({ op: 'query', entity: 'lot', durationMs: 2, rowCount: 3, ok: true, system: 'postgresql', text });
  await new Promise((resolve) => setTimeout(resolve, wait));
  call?.recordOp({ op: 'insert', entity: 'bid', id: 'b1', durationMs: 1, ok: false, errorType: '23505' });
  return 'done';
});

it('refuses options that nobody reads', () => {
  // @ts-expect-error it is `dbOps`
  expect(() => otelSpans({ ops: 'events' })).toThrow('otelSpans(): unknown option "ops"');
});

describe.each(['views', 'tracer'] as const)('spans of calls, made by way of %s', (made) => {
  beforeEach(() => {
    way = made;
  });

  it('gives every call one span, which takes as long as the call', async () => {
    const traces = start();
    expect(await placeBid(5)).toBe('done');
    expect(exporter.getFinishedSpans()).toHaveLength(1);
    const { status, attributes, startTime, duration } = span('placeBid');
    expect(status).toEqual({ code: SpanStatusCode.UNSET });
    expect(attributes).toEqual({
      'code.function.name': 'placeBid',
      'portcall.call.id': traces.recent()[0]?.callId,
      'portcall.call.type': 'mutation',
      'portcall.call.outcome': 'ok',
      'user.id': 'ann',
      'portcall.tenant.id': 't1',
      'portcall.db.operations': 2,
      'portcall.db.rows': 3,
      'portcall.db.duration': 0.003,
      'portcall.db.failures': 1,
    });
    const call = traces.recent()[0];
    expect(Math.abs(milliseconds(startTime) - (call?.startedAt ?? 0))).toBeLessThan(2);
    expect(milliseconds(duration)).toBeCloseTo(call?.durationMs ?? 0, 2);
  });

  it('writes no half characters, which receivers refuse', () => {
    start({ dbOps: 'both' });
    const half = '\ud83d';
    traced(`sell${half}`, { type: 'mutation' }, () => {
      currentCall()?.identify({ userId: half });
      const texts = { op: half, entity: half, id: half, system: half, text: half, errorType: half };
      currentCall()?.recordOp({ ...texts, durationMs: 1, ok: false });
    })();
    const written = exporter.getFinishedSpans().map(({ name, attributes, events }) => ({ name, attributes, events }));
    expect(written.map(({ name }) => name)).toEqual(['\ufffd \ufffd', 'sell\ufffd']);
    expect(JSON.stringify(written)).not.toContain('\\ud83d');
    expect(span('sell\ufffd').events[0]?.attributes).toMatchObject({
      'db.query.text': '\ufffd',
      'error.type': '\ufffd',
    });
  });

  it('shows a schedule whose time is no date, without it', () => {
    start();
    const nanoseconds = 1_800_000_000_000_000_000;
    traced('sell', { type: 'mutation' }, () =>
      currentCall()?.recordSchedule({ fnName: 'close', runAt: nanoseconds }),
    )();
    expect(span('sell').events.map(({ attributes }) => attributes)).toEqual([
      { 'portcall.schedule.function': 'close' },
    ]);
  });

  it('shows operations as events, with their own start and duration', async () => {
    start();
    await placeBid(20);
    const { events, startTime } = span('placeBid');
    expect(events.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'portcall.db.operation',
        {
          'db.system.name': 'postgresql',
          'db.operation.name': 'query',
          'db.collection.name': 'lot',
          'db.response.returned_rows': 3,
          'db.query.text': 'select * from lot where id = $1',
          'portcall.db.duration': 0.002,
        },
      ],
      [
        'portcall.db.operation',
        {
          'db.system.name': 'other_sql',
          'db.operation.name': 'insert',
          'db.collection.name': 'bid',
          'portcall.db.row_id': 'b1',
          'error.type': '23505',
          'portcall.db.duration': 0.001,
        },
      ],
    ]);
    expect(milliseconds(events[1]?.time ?? [0, 0]) - milliseconds(startTime)).toBeGreaterThan(15);
  });

  it('shows operations as child spans, with their own start and duration', async () => {
    start({ dbOps: 'spans' });
    await placeBid(20);
    const [parent, read, write] = [span('placeBid'), span('query lot'), span('insert bid')];
    expect(parent.events).toEqual([]);
    expect([read, write].map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      parent.spanContext().spanId,
      parent.spanContext().spanId,
    ]);
    expect(milliseconds(read.duration)).toBeCloseTo(2, 3);
    expect(milliseconds(write.startTime) - milliseconds(parent.startTime)).toBeGreaterThan(15);
    expect([read.status.code, write.status.code]).toEqual([SpanStatusCode.UNSET, SpanStatusCode.ERROR]);
    expect(write.attributes['error.type']).toBe('23505');
    expect([read, write].map(({ attributes }) => attributes['db.query.text'])).toEqual([
      'select * from lot where id = $1',
      undefined,
    ]);
  });

  it('calls rows returned where an operation is sure to return them, and else rows that it returned or touched', () => {
    start();
    traced('sweep', { type: 'mutation' }, () => {
      for (const op of ['query', 'get', 'update', 'insert', 'copy', 'sweep']) {
        currentCall()?.recordOp({ op, entity: 'lot', durationMs: 1, rowCount: 2, ok: true });
      }
    })();
    const rows = ({ attributes = {} }: { attributes?: Attributes | undefined }): unknown[] => [
      attributes['db.operation.name'],
      attributes['db.response.returned_rows'],
      attributes['portcall.db.rows'],
    ];
    expect(span('sweep').events.map(rows)).toEqual([
      ['query', 2, undefined],
      ['get', 2, undefined],
      ['update', undefined, 2],
      ['insert', undefined, 2],
      ['copy', undefined, 2],
      ['sweep', undefined, 2],
    ]);
  });

  it('shows operations as both', async () => {
    start({ dbOps: 'both' });
    await placeBid(0);
    expect(span('placeBid').events).toHaveLength(2);
    expect(exporter.getFinishedSpans()).toHaveLength(3);
  });

  it('keeps the sums where an SDK keeps only 128 events', () => {
    start();
    traced('many', { type: 'query' }, () => {
      for (let i = 0; i < 500; i += 1)
        currentCall()?.recordOp({ op: 'get', entity: 'lot', durationMs: 1, rowCount: 2, ok: true });
    })();
    expect(span('many').events).toHaveLength(128);
    expect(span('many').attributes).toMatchObject({ 'portcall.db.operations': 500, 'portcall.db.rows': 1_000 });
  });

  it('says how a call failed', async () => {
    start();
    const fail = traced('fail', { type: 'action' }, async () => {
      throw Object.assign(new Error('the lot is gone'), { code: 'NO_LOT' });
    });
    const undo = traced('undo', { type: 'mutation' }, () => rollback('BID_TOO_LOW', 'bid more'));
    await expect(fail()).rejects.toThrow('the lot is gone');
    expect(() => undo()).toThrow('bid more');
    expect(span('fail').status).toEqual({ code: SpanStatusCode.ERROR, message: 'the lot is gone' });
    expect(span('fail').attributes).toMatchObject({ 'error.type': 'NO_LOT', 'portcall.call.outcome': 'error' });
    expect(span('undo').status).toEqual({ code: SpanStatusCode.ERROR, message: 'bid more' });
    expect(span('undo').attributes).toMatchObject({
      'error.type': 'BID_TOO_LOW',
      'portcall.call.outcome': 'rolled_back',
    });
  });

  it('puts calls and other spans below their caller, in and out of streams', async () => {
    start();
    const tracer = () => trace.getTracer('x');
    const inner = traced('inner', { type: 'query' }, async () => trace.getActiveSpan()?.spanContext().spanId);
    const outer = traced('outer', { type: 'action' }, async function* () {
      yield 'a';
      yield await inner();
      tracer().startSpan('unheard').end();
    });
    const chunks: unknown[] = [];
    for await (const chunk of outer()) chunks.push(chunk);
    expect(span('inner').parentSpanContext?.spanId).toBe(span('outer').spanContext().spanId);
    expect(chunks).toEqual(['a', span('inner').spanContext().spanId]);
    expect(span('outer').attributes).toMatchObject({ 'portcall.stream.chunks': 2, 'portcall.stream.bytes': 17 });
    expect(span('inner').attributes['portcall.call.parent_id']).toBe(span('outer').attributes['portcall.call.id']);
  });

  it('links a scheduled call back to the span that scheduled it, and notes the schedule there', () => {
    start();
    const closeLot = traced('closeLot', { type: 'mutation' }, () => 'closed');
    const startAuction = traced('startAuction', { type: 'action' }, () =>
      schedule('closeLot', { delayMs: 5_000, runAt: Date.UTC(2026, 0, 1) }),
    );
    const origin = startAuction();
    expect(runScheduled(origin, () => closeLot())).toBe('closed');
    const [scheduler, scheduled] = [span('startAuction').spanContext(), span('closeLot')];
    expect(scheduled.links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId }))).toEqual([
      { traceId: scheduler.traceId, spanId: scheduler.spanId },
    ]);
    expect(scheduled.parentSpanContext).toBeUndefined();
    expect(scheduled.spanContext().traceId).not.toBe(scheduler.traceId);
    expect(span('startAuction').events.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'portcall.schedule',
        {
          'portcall.schedule.function': 'closeLot',
          'portcall.schedule.delay': 5,
          'portcall.schedule.run_at': '2026-01-01T00:00:00.000Z',
        },
      ],
    ]);
  });

  it('traces a call that is not sampled all the same, and passes the decision on', async () => {
    const traces = start({ sampler: new AlwaysOffSampler() });
    const outer = traced('outer', { type: 'action' }, async () => {
      await placeBid(0);
      return trace.getActiveSpan()?.spanContext().traceFlags;
    });
    expect(await outer()).toBe(0);
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(traces.recent().map(({ fnName, ops }) => [fnName, ops.length])).toEqual([
      ['outer', 0],
      ['placeBid', 2],
    ]);
  });

  it('are spans like others to the code inside', () => {
    start();
    const outer = traced('outer', { type: 'query' }, () => {
      const active = trace.getActiveSpan();
      active?.setAttribute('lot', 7).setAttributes({ a: 'b', c: undefined });
      active?.addEvent('looked', { at: 'lots' });
      active?.recordException(new RangeError('far'));
      active?.setStatus({ code: SpanStatusCode.OK });
      active?.updateName('renamed');
      active?.addLink({ context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } });
      return active?.isRecording();
    });
    expect(outer()).toBe(true);
    const renamed = span('renamed');
    expect(renamed.attributes).toMatchObject({ lot: 7, a: 'b', 'portcall.call.outcome': 'ok' });
    expect(renamed.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['looked', { at: 'lots' }],
      ['exception', expect.objectContaining({ 'exception.type': 'RangeError', 'exception.message': 'far' })],
    ]);
    expect(renamed.status.code).toBe(SpanStatusCode.OK);
    expect(renamed.links).toHaveLength(1);
    expect([renamed.ended, renamed.droppedEventsCount]).toEqual([true, 0]);
  });

  it('shows an error that leaves the call as an event, with its stack and those of its causes', async () => {
    start();
    const lost = new TypeError('the connection is lost');
    const fail = traced('fail', { type: 'action' }, async () => {
      throw Object.assign(new Error('the lot is gone', { cause: lost }), { code: 'NO_LOT' });
    });
    await expect(fail()).rejects.toThrow('the lot is gone');
    const { events, endTime } = span('fail');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      name: 'exception',
      time: endTime,
      attributes: { 'exception.type': 'NO_LOT', 'exception.message': 'the lot is gone' },
    });
    const stack = String(events[0]?.attributes?.['exception.stacktrace']);
    expect(stack).toMatch(/^Error: the lot is gone\n {4}at .*spans\.test\.ts/);
    expect(stack).toContain('\nCaused by: TypeError: the connection is lost\n    at ');
  });

  it('shows no stack where what was thrown has none, and one that is endless in part', () => {
    start();
    const circle = new Error('round');
    circle.cause = circle;
    circle.stack = 'x'.repeat(5_000);
    for (const thrown of ['text', null, new Proxy({}, { get: () => undefined }), circle]) {
      const fail = traced('fail', { type: 'query' }, () => {
        throw thrown;
      });
      try {
        fail();
      } catch (same) {
        expect(Object.is(same, thrown)).toBe(true);
      }
    }
    const stacks = exporter.getFinishedSpans().map(({ events }) => events[0]?.attributes?.['exception.stacktrace']);
    expect(stacks.map((stack) => (stack === undefined ? 0 : String(stack).length))).toEqual([0, 0, 0, 8_192]);
  });

  it('shows only the frames of an error whose text quotes a query', () => {
    start();
    const query = 'select secret\n    at home';
    const thrown = Object.assign(
      new Error(`Failed query: ${query}\nparams: hunter2`, { cause: new Error('no table') }),
      {
        query,
        params: ['hunter2'],
      },
    );
    const fail = traced('fail', { type: 'query' }, () => {
      throw thrown;
    });
    expect(() => fail()).toThrow();
    const [event] = span('fail').events;
    expect(event?.attributes).toMatchObject({ 'exception.message': 'no table' });
    expect(event?.attributes?.['exception.stacktrace']).toMatch(
      /^Error\n {4}at [\s\S]*\nCaused by: Error: no table\n {4}at /,
    );
    expect(JSON.stringify(event)).not.toMatch(/hunter2|secret/);
  });

  it('lets the events of the app stay where the call did more than fits', () => {
    start();
    traced('many', { type: 'query' }, () => {
      trace.getActiveSpan()?.recordException(new Error('early'));
      trace.getActiveSpan()?.addEvent('said');
      for (let i = 0; i < 1_000; i += 1) currentCall()?.recordOp({ op: 'get', entity: 'lot', durationMs: 0, ok: true });
    })();
    expect(span('many').events).toHaveLength(128);
    expect(
      span('many')
        .events.map(({ name }) => name)
        .filter((name) => name !== 'portcall.db.operation'),
    ).toEqual(['exception', 'said']);
  });

  it('has no parent where there is no valid one', () => {
    start();
    const invalid = trace.wrapSpanContext({ traceId: 'none', spanId: 'b'.repeat(16), traceFlags: 1 });
    context.with(
      trace.setSpan(context.active(), invalid),
      traced('outer', { type: 'query' }, () => undefined),
    );
    expect(span('outer').parentSpanContext).toBeUndefined();
    expect(span('outer').spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

it('does not show the error that leaves the call again where the app has recorded it', () => {
  way = 'views';
  start();
  const fail = traced('fail', { type: 'query' }, () => {
    const error = new Error('once');
    trace.getActiveSpan()?.recordException(error);
    throw error;
  });
  expect(() => fail()).toThrow('once');
  expect(span('fail').events.map(({ name }) => name)).toEqual(['exception']);
});

it('reads nothing of an error that leaves a call which is not sampled', () => {
  way = 'views';
  start({ sampler: new AlwaysOffSampler() });
  const read: PropertyKey[] = [];
  const thrown = new Proxy(new Error('gone'), {
    get(error, name) {
      read.push(name);
      return Reflect.get(error, name);
    },
  });
  const fail = traced('fail', { type: 'query' }, () => {
    throw thrown;
  });
  try {
    fail();
  } catch {
    // To look at it would read it.
  }
  expect(read).toContain('message');
  expect(read).not.toContain('stack');
});
