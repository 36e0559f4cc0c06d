import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { context, createTraceState, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { failOnProblems } from '@portcall/conformance';
import { type SpanRecord, spansRequests } from '@portcall/formats';
import { type DbOps, otelSpans } from '@portcall/otel';
import { DEFAULT_SPAN_LIMITS, type SpanPipeline } from '@portcall/otel/internal';
import type { FnTrace, Op, Outcome } from '@portcall/trace';
import fc from 'fast-check';
import protobuf from 'protobufjs';

failOnProblems();

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

const official = new protobuf.Root();
const directory = dirname(createRequire(__filename).resolve('@elastic/mockotlpserver/package.json'));
official.resolvePath = (_origin, target) => join(directory, target);
official.loadSync('opentelemetry/proto/collector/trace/v1/trace_service.proto').resolveAll();
const Request = official.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');

function decoded(span: SpanRecord): object {
  const [request] = [...spansRequests([span])];
  return Request.toObject(Request.decode(request?.bytes as Uint8Array), { longs: String, bytes: String });
}

/** The same span without its record: what its getters give is all there is. */
function shownByGetters(span: SpanRecord): SpanRecord {
  const { name, kind, startTime, endTime, parentSpanContext, status, resource, instrumentationScope, links } = span;
  const { attributes, droppedAttributesCount, events, droppedEventsCount, droppedLinksCount } = span;
  return {
    ...{ name, kind, startTime, endTime, parentSpanContext, status, resource, instrumentationScope, links },
    ...{ attributes, droppedAttributesCount, events, droppedEventsCount, droppedLinksCount },
    spanContext: () => span.spanContext(),
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 100 });
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
const duration = fc.oneof(fc.nat(5_000), fc.double({ min: 0, max: 5_000, noNaN: true }));
const op: fc.Arbitrary<Op> = fc.record({
  op: fc.constantFrom('get', 'insert', 'query', 'own'),
  entity: fc.oneof(fc.constant(''), fc.constant('lot'), text),
  id: some(text),
  durationMs: duration,
  rowCount: some(fc.nat()),
  ok: fc.boolean(),
  startMs: some(duration),
  system: some(fc.constantFrom('postgresql', 'sqlite')),
  errorType: some(text),
  text: some(text),
});
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant<Outcome>({ status: 'ok' }),
  fc.constant<Outcome>({ status: 'abandoned' }),
  fc.record({ status: fc.constantFrom('error' as const, 'rolled_back' as const), code: text, message: text }),
);
const call: fc.Arbitrary<FnTrace> = fc
  .record({
    callId: text,
    fnName: fc.oneof(fc.constant('placeBid'), text),
    fnType: fc.constantFrom('query' as const, 'mutation' as const, 'action' as const),
    kind: some(fc.constantFrom('internal' as const, 'server' as const, 'client' as const, 'consumer' as const)),
    attributes: some(
      fc.dictionary(
        fc.constantFrom('url.path', 'error.type', 'portcall.call.id', 'http.response.status_code'),
        fc.oneof(text, fc.boolean(), fc.maxSafeInteger()),
      ),
    ),
    userId: some(text),
    tenantId: some(text),
    parentCallId: some(text),
    // Of these years: there its fractions are those that a span's times keep.
    startedAt: fc.double({ min: 1.6e12, max: 2e12, noNaN: true }),
    durationMs: duration,
    outcome,
    ops: fc.array(op, { maxLength: 6 }),
    streamBytes: fc.nat(),
    streamChunks: fc.nat(2),
    schedules: fc.array(
      fc.record({ fnName: text, delayMs: some(duration), runAt: some(fc.oneof(fc.nat(), fc.constant(9e15))) }),
      { maxLength: 2 },
    ),
  })
  .map((fields) => ({
    ...fields,
    opSummary: {
      count: fields.ops.length,
      failed: fields.ops.filter(({ ok }) => !ok).length,
      rows: fields.ops.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0),
      durationMs: fields.ops.reduce((sum, { durationMs }) => sum + durationMs, 0),
    },
  }));

type Act = (span: Span) => void;
const key = fc.oneof(text, fc.constantFrom('portcall.call.id', 'portcall.db.rows', 'code.function.name', 'error.type'));
const value = fc.oneof(text, fc.boolean(), fc.maxSafeInteger(), fc.array(text, { maxLength: 3 }));
const link = { context: { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1, isRemote: true } };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(key, value).map(
      ([k, v]): Act =>
        (span) =>
          span.setAttribute(k || 'key', v),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Act>((span) => span.addLink(link)) },
  {
    weight: 3,
    arbitrary: text.map(
      (name): Act =>
        (span) =>
          span.updateName(name),
    ),
  },
  {
    weight: 3,
    arbitrary: text.map(
      (message): Act =>
        (span) =>
          span.setStatus({ code: 2, message }),
    ),
  },
  {
    weight: 1,
    arbitrary: text.map(
      (name): Act =>
        (span) =>
          span.addEvent(name, { in: 'event' }, 1.7e12),
    ),
  },
);
const limits = fc.oneof(
  { weight: 4, arbitrary: fc.constant(DEFAULT_SPAN_LIMITS) },
  {
    weight: 1,
    arbitrary: fc.record({
      attributeCountLimit: fc.nat(20),
      attributeValueLengthLimit: fc.constantFrom(5, Number.POSITIVE_INFINITY),
      eventCountLimit: fc.nat(5),
      linkCountLimit: fc.nat(2),
      attributePerEventCountLimit: fc.nat(9),
      attributePerLinkCountLimit: fc.nat(2),
    }),
  },
);

const hex = (digits: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from('0123456789abcdefABCDEF')), { minLength: digits, maxLength: digits })
    .map((given) => `${given.slice(1).join('')}1`);
/** What the call is made in: nothing, a span of somebody else, or another call's span within one of these. */
const surroundings = fc.record({
  outer: some(
    fc.record(
      {
        traceId: hex(32),
        spanId: hex(16),
        traceFlags: fc.nat(255),
        isRemote: fc.boolean(),
        traceState: fc.constant(createTraceState('a=1,b=2')),
      },
      { requiredKeys: ['traceId', 'spanId', 'traceFlags'] },
    ),
  ),
  withinACall: fc.boolean(),
});
type Surroundings = typeof surroundings extends fc.Arbitrary<infer T> ? T : never;

/** Opens the span of a call, does with it what an app would, and closes it with the record. */
function spanOf(
  record: FnTrace,
  acts: readonly Act[],
  dbOps: DbOps,
  spanLimits: SpanPipeline['limits'],
  { outer, withinACall }: Surroundings,
): SpanRecord {
  const ended: SpanRecord[] = [];
  const pipeline: SpanPipeline = {
    sampler: { shouldSample: () => ({ decision: 2 }) },
    samplesByTraceId: false,
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    scope: { name: 'test' },
    limits: spanLimits,
    onStart: () => {},
    onEnd: (span) => ended.push(span as unknown as SpanRecord),
  };
  const port = otelSpans({ pipeline, dbOps });
  const start = {
    ...record,
    startedAtPrecisely: record.startedAt,
    isScheduled: false,
    outerContext: undefined,
    scheduledBy: undefined,
  };
  const around = outer === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, outer);
  context.with(around, () => {
    const open = withinACall ? port.open(start).run(() => port.open(start)) : port.open(start);
    open.run(() => {
      for (const one of acts) one(trace.getActiveSpan() as Span);
    });
    if (record.outcome.status === 'error') open.failed?.(new Error('thrown'));
    open.close?.(record, record.startedAt);
  });
  return ended[0] as SpanRecord;
}

describe('the span of a call, encoded from its record', () => {
  it('says what its attributes and events say, whatever the app has put on it and whatever the limits', () => {
    let fromRecord = 0;
    fc.assert(
      fc.property(
        call,
        fc.array(act, { maxLength: 5 }),
        fc.constantFrom<DbOps>('events', 'spans'),
        limits,
        surroundings,
        (record, acts, dbOps, spanLimits, around) => {
          const span = spanOf(record, acts, dbOps, spanLimits, around);
          expect(span.parentSpanContext === undefined).toBe(around.outer === undefined && !around.withinACall);
          if (span.shownCall !== undefined) fromRecord += 1;
          expect(decoded(span)).toEqual(decoded(shownByGetters(span)));
        },
      ),
      { numRuns: 500 },
    );
    expect(fromRecord).toBeGreaterThan(200);
  });
});
