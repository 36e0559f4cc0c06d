import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { strictlyRead } from '../../../test/strict-json.js';
import type { SpanRecord } from './span-record.js';
import { jsonSpansRequests, spansRequests } from './spans-requests.js';

const official = new protobuf.Root();
const directory = dirname(createRequire(__filename).resolve('@elastic/mockotlpserver/package.json'));
official.resolvePath = (_origin, target) => join(directory, target);
official.loadSync('opentelemetry/proto/collector/trace/v1/trace_service.proto').resolveAll();
const Request = official.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');

interface Decoded {
  readonly resourceSpans: readonly {
    readonly resource: object;
    readonly scopeSpans: readonly { readonly scope: { name: string }; readonly spans: readonly { name: string }[] }[];
  }[];
}

const decoded = (bytes: Uint8Array): Decoded =>
  Request.toObject(Request.decode(bytes), { longs: String, bytes: String, defaults: true }) as Decoded;

/** As protobuf, after every name, id, enum and 64-bit integer in it was held against the protocol's. */
const inProtobuf = (json: Uint8Array): Uint8Array =>
  Request.encode(
    Request.fromObject(strictlyRead(Request, JSON.parse(Buffer.from(json).toString()) as object)),
  ).finish();

/** An unset status may be left out: it says the same. */
function withStatuses(request: Decoded): unknown {
  return JSON.parse(JSON.stringify(request), (key, value: unknown) =>
    key === 'status' ? (value ?? { code: 0, message: '' }) : value,
  );
}

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noInteger: true }));
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.option(number), { maxLength: 3 }),
  fc.uint8Array({ maxLength: 5 }),
  fc.dictionary(text, number, { maxKeys: 3, noNullPrototype: true }),
);
const attributes = fc.dictionary(text, value, { maxKeys: 8, noNullPrototype: true });
const time = fc.tuple(fc.integer({ min: 0, max: 18_446_744_072 }), fc.nat(999_999_999));
const count = fc.nat(1_000);
const hex = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdefABCDEF')), minLength: digits, maxLength: digits });
const state = fc.option(fc.record({ serialize: text.map((said) => () => said) }), { nil: undefined });
const spanContext = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  traceFlags: fc.nat(255),
  traceState: state,
  isRemote: fc.option(fc.boolean(), { nil: undefined }),
});
const resources = [
  resourceFromAttributes({ 'service.name': 'shop', list: ['a', 'b'] }),
  resourceFromAttributes({}, { schemaUrl: 'https://schema' }),
];
const scopes = [{ name: 'one', version: '1', schemaUrl: 'https://scope' }, { name: 'two' }, { name: '' }];

const span = fc
  .record({
    context: spanContext,
    parentSpanContext: fc.option(spanContext, { nil: undefined }),
    name: text,
    kind: fc.nat(4),
    startTime: time,
    endTime: time,
    status: fc.record({ code: fc.nat(2), message: fc.option(text, { nil: undefined }) }),
    attributes,
    events: fc.array(
      fc.record({
        name: text,
        time,
        attributes: fc.option(attributes, { nil: undefined }),
        droppedAttributesCount: count,
      }),
      { maxLength: 4 },
    ),
    links: fc.array(
      fc.record({
        context: spanContext,
        attributes: fc.option(attributes, { nil: undefined }),
        droppedAttributesCount: count,
      }),
      { maxLength: 3 },
    ),
    droppedAttributesCount: count,
    droppedEventsCount: count,
    droppedLinksCount: count,
    resource: fc.constantFrom(...resources),
    instrumentationScope: fc.constantFrom(...scopes),
  })
  .map(({ context, ...others }) => ({ ...others, spanContext: () => context }) as unknown as ReadableSpan & SpanRecord);

function plain(name: string, more: Partial<SpanRecord> = {}): SpanRecord {
  return {
    name,
    kind: 0,
    startTime: [1, 0],
    endTime: [2, 0],
    status: { code: 0 },
    attributes: {},
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    resource: resources[0] as SpanRecord['resource'],
    instrumentationScope: scopes[1] as SpanRecord['instrumentationScope'],
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    ...more,
  };
}

const namesIn = (bytes: Uint8Array): string[] =>
  decoded(bytes).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );

const encodings = [
  { name: 'protobuf', write: spansRequests, namesIn },
  { name: 'JSON', write: jsonSpansRequests, namesIn: (bytes: Uint8Array) => namesIn(inProtobuf(bytes)) },
];

describe('spans as requests', () => {
  it('say what OpenTelemetry’s own encoder says of the same spans, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 6 }), (spans) => {
        const [request, ...others] = [...spansRequests(spans)];
        expect(others).toEqual([]);
        expect(request?.spans).toBe(spans.length);
        const theirs = ProtobufTraceSerializer.serializeRequest(spans) as Uint8Array;
        expect(withStatuses(decoded(request?.bytes as Uint8Array))).toEqual(withStatuses(decoded(theirs)));
      }),
      { numRuns: 300 },
    );
  });

  it('say the same in JSON', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 6 }), (spans) => {
        const [[request], [other]] = [[...jsonSpansRequests(spans)], [...spansRequests(spans)]];
        expect(request?.spans).toBe(spans.length);
        expect(withStatuses(decoded(inProtobuf(request?.bytes as Uint8Array)))).toEqual(
          withStatuses(decoded(other?.bytes as Uint8Array)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe.each(encodings)('spans as requests in $name', ({ write, namesIn }) => {
  it('hold 512 spans each and no more, in their order', () => {
    const spans = Array.from({ length: 1_300 }, (_, i) => plain(`span ${i}`));
    const requests = [...write(spans)];
    expect(requests.map((request) => request.spans)).toEqual([512, 512, 276]);
    expect(requests.flatMap(({ bytes }) => namesIn(bytes))).toEqual(spans.map(({ name }) => name));
  });

  it('stay below 4 MiB each, but for a span that is larger by itself', () => {
    const sized = (name: string, size: number): SpanRecord => plain(name, { attributes: { text: 'x'.repeat(size) } });
    const spans = Array.from({ length: 10 }, (_, i) => sized(`${i}`, 1_000_000));
    const requests = [...write([...spans, sized('large', 5_000_000), sized('last', 10)])];
    expect(requests.map((request) => request.spans)).toEqual([4, 4, 2, 1, 1]);
    const small = requests.filter(({ spans: number }) => number !== 1);
    expect(Math.max(...small.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(4 * 1_024 * 1_024);
    expect(requests.flatMap(({ bytes }) => namesIn(bytes))).toEqual([
      ...spans.map(({ name }) => name),
      'large',
      'last',
    ]);
  });

  it('leave out a span that cannot be read, and no other', () => {
    const unreadable = (name: string, what: keyof SpanRecord): SpanRecord =>
      Object.defineProperty(plain(name), what, {
        get() {
          throw new Error(what);
        },
      });
    const spans = [plain('a'), unreadable('b', 'links'), plain('c'), unreadable('d', 'resource'), plain('e')];
    const causes: unknown[] = [];
    const requests = [...write(spans, { lost: (cause) => causes.push(cause) })];
    expect(requests.flatMap(({ bytes }) => namesIn(bytes))).toEqual(['a', 'c', 'e']);
    expect(causes.map(String).sort()).toEqual(['Error: links', 'Error: resource']);
  });

  it('are none where there is nothing to send', () => {
    expect([...write([])]).toEqual([]);
  });

  it('are well-formed in spite of half characters', () => {
    const [request] = [...write([plain('\ud83d', { attributes: { '\ud83d': '\ud83d' } })])];
    expect(namesIn(request?.bytes as Uint8Array)).toEqual(['\ufffd']);
  });
});
