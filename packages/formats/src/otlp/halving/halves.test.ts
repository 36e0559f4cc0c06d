import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { collectionOf, type PlainMetric } from '../../../test/collection-of.js';
import { foreignMetrics } from '../../../test/foreign-metrics.js';
import { type Encoding, officialItems, REQUEST_TYPES, type Signal } from '../../../test/official-request.js';
import { jsonMetricsRequests, metricsRequests } from '../metrics/metrics-requests.js';
import type { SpanRecord } from '../spans/span-record.js';
import { jsonSpansRequests, spansRequests } from '../spans/spans-requests.js';
import { type EncodedRequest, halvesOf, itemsOf } from './halves.js';
import { joined } from './joined.js';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const number = fc.oneof(fc.constantFrom(-0, 1e21, 5e-324, Number.MAX_SAFE_INTEGER), fc.double({ noNaN: true }));
const attributes = fc.dictionary(text, fc.oneof(text, number, fc.constantFrom('"', '\\', '\\"}]', '{"spans":[')), {
  maxKeys: 3,
  noNullPrototype: true,
});

const span: fc.Arbitrary<SpanRecord> = fc
  .record({
    name: text,
    attributes,
    service: fc.constantFrom('a', 'b'),
    scope: fc.constantFrom({ name: 'one', version: '1', schemaUrl: 'https://scope' }, { name: '' }),
  })
  .map(({ name, attributes, service, scope }) => ({
    ...{
      name,
      kind: 0,
      startTime: [1, 5],
      endTime: [2, 0],
      status: { code: 0 },
      attributes,
      droppedAttributesCount: 0,
    },
    events: [{ name, time: [1, 7], attributes, droppedAttributesCount: 1 }],
    ...{ droppedEventsCount: 0, links: [], droppedLinksCount: 0 },
    resource: { attributes: { 'service.name': service }, schemaUrl: `https://${service}` },
    instrumentationScope: scope,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
  }));

// One resource has one `Resource`, and its spans one group.
const spans = fc.array(span, { minLength: 1, maxLength: 24 });

// JSON.stringify() has no form for the others.
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const keyValues = fc.array(fc.record({ key: text, value: fc.record({ doubleValue: finite }) }), { maxLength: 2 });
const nanoseconds = fc.bigInt(0n, 2n ** 64n - 1n).map(String);
const dataPoints = fc.array(fc.record({ attributes: keyValues, timeUnixNano: nanoseconds }), { maxLength: 5 });
const temporality = { aggregationTemporality: fc.nat(2) };
const described = { name: text, description: text, unit: text, metadata: keyValues };
const officialMetrics = fc.record({
  resourceMetrics: fc.array(
    fc.record({
      resource: fc.record({ attributes: keyValues }),
      schemaUrl: text,
      scopeMetrics: fc.array(
        fc.record({
          scope: fc.record({ name: text, version: text }),
          schemaUrl: text,
          metrics: fc.array(
            fc.oneof(
              fc.record({ ...described, gauge: fc.record({ dataPoints }) }),
              fc.record({ ...described, sum: fc.record({ dataPoints, ...temporality, isMonotonic: fc.boolean() }) }),
              fc.record({ ...described, histogram: fc.record({ dataPoints, ...temporality }) }),
              fc.record({ ...described, exponentialHistogram: fc.record({ dataPoints, ...temporality }) }),
              fc.record({ ...described, summary: fc.record({ dataPoints }) }),
              fc.record(described),
            ),
            { maxLength: 4 },
          ),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});

const Metrics = REQUEST_TYPES.metrics;
const METRICS: readonly PlainMetric[] = ['one', 'two', 'three'].map((name) => ({
  name,
  kind: 'counter',
  points: Array.from({ length: 7 }, (_, i) => [{ i }, i] as const),
}));

const asRequest = (bytes: Uint8Array | undefined, items: number): EncodedRequest => ({
  bytes: bytes as Uint8Array,
  items,
});

interface Spans {
  readonly resourceSpans?: readonly {
    readonly schemaUrl: string;
    readonly scopeSpans: readonly { readonly scope?: { readonly name?: string } }[];
  }[];
}

/** Items of one resource and scope together, in their order. */
function byScope(items: ReturnType<typeof officialItems>): ReturnType<typeof officialItems> {
  const scopeOf = (item: (typeof items)[number]): string =>
    JSON.stringify(Object.entries(item).filter(([key]) => key !== 'item' && key !== 'of dataPoints'));
  return items.toSorted((a, b) => (scopeOf(a) < scopeOf(b) ? -1 : Number(scopeOf(a) !== scopeOf(b))));
}

const SOURCES = [
  {
    ...{ signal: 'spans', encoding: 'protobuf' },
    requests: spans.map((all) => [...spansRequests(all)].map((made) => asRequest(made.bytes, made.spans))),
  },
  {
    ...{ signal: 'spans', encoding: 'json' },
    requests: spans.map((all) => [...jsonSpansRequests(all)].map((made) => asRequest(made.bytes, made.spans))),
  },
  {
    ...{ signal: 'metrics', encoding: 'protobuf' },
    requests: fc.oneof(
      foreignMetrics.map((all) =>
        [...metricsRequests(collectionOf(...all), {})].map((made) => asRequest(made.bytes, made.points)),
      ),
      officialMetrics.map((all) => {
        const bytes = Metrics.encode(Metrics.fromObject(all)).finish();
        return [asRequest(bytes, officialItems(bytes, 'metrics', 'protobuf').length)];
      }),
    ),
  },
  {
    ...{ signal: 'metrics', encoding: 'json' },
    requests: fc.oneof(
      foreignMetrics.map((all) =>
        [...jsonMetricsRequests(collectionOf(...all), {})].map((made) => asRequest(made.bytes, made.points)),
      ),
      fc.tuple(officialMetrics, fc.nat(3)).map(([all, spaces]) => {
        const bytes = Buffer.from(JSON.stringify(all, undefined, spaces));
        return [asRequest(bytes, officialItems(bytes, 'metrics', 'json').length)];
      }),
    ),
  },
] as const satisfies readonly { signal: Signal; encoding: Encoding; requests: fc.Arbitrary<EncodedRequest[]> }[];

describe.each(SOURCES)('a request of $signal in $encoding', ({ signal, encoding, requests }) => {
  const itemsIn = ({ bytes }: EncodedRequest) => officialItems(bytes, signal, encoding);
  const halves = (request: EncodedRequest) => halvesOf(request, signal, encoding);

  it('is halved into what says the same of every item, in its order', () => {
    fc.assert(
      fc.property(requests, (all) => {
        for (const request of all) {
          const { items } = request;
          expect(itemsOf(request.bytes, signal, encoding)).toBe(items);
          const parts = halves(request);
          expect(parts?.map((half) => half.items)).toEqual(
            items < 2 ? undefined : [Math.floor(items / 2), Math.ceil(items / 2)],
          );
          if (parts === undefined) continue;
          for (const half of parts) expect(itemsIn(half)).toHaveLength(half.items);
          expect(parts.flatMap(itemsIn)).toEqual(itemsIn(request));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is one request for each item after at most log2 n halvings, all together what it was', () => {
    fc.assert(
      fc.property(requests, (all) => {
        for (const request of all) {
          let parts: readonly EncodedRequest[] = [request];
          for (let step = 0; step < Math.ceil(Math.log2(request.items)); step += 1) {
            parts = parts.flatMap((part) => halves(part) ?? [part]);
          }
          if (request.items > 0) expect(new Set(parts.map(({ items }) => items))).toEqual(new Set([1]));
          expect(parts.flatMap(itemsIn)).toEqual(itemsIn(request));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is not halved where it is cut off, wherever that is', () => {
    fc.assert(
      fc.property(requests, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (all, where) => {
        for (const { bytes, items } of all) {
          if (items < 2) continue;
          const kept = bytes.subarray(0, Math.floor(bytes.length * where));
          // What messages without an item end with may be missing: nothing of it is needed.
          if (itemsOf(kept, signal, encoding) !== items) expect(halves({ bytes: kept, items })).toBeUndefined();
        }
      }),
    );
  });

  it('never throws, whatever the bytes are', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(requests, changes, fc.uint8Array({ maxLength: 60 }), (all, changed, any) => {
        const hostile = all.map(({ bytes, items }) => {
          const copy = Uint8Array.from(bytes);
          for (const [at, byte] of changed) copy[at % bytes.length] = byte;
          return { bytes: copy, items };
        });
        for (const request of [...hostile, { bytes: any, items: 2 }]) {
          const parts = halves(request) ?? [];
          const counts = parts.map(({ bytes }) => itemsOf(bytes, signal, encoding));
          expect(counts).toEqual(parts.map(({ items }) => items));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('halves in protobuf', () => {
  const field = (number: number, ...parts: readonly (string | Uint8Array)[]): Buffer => {
    const value = Buffer.concat(parts.map((part) => Buffer.from(part)));
    const length = value.length < 128 ? [value.length] : [(value.length & 0x7f) | 0x80, value.length >> 7];
    return Buffer.concat([
      Buffer.from(number < 16 ? [number * 8 + 2] : [((number * 8 + 2) & 0x7f) | 0x80, number >> 4]),
      Buffer.from(length),
      value,
    ]);
  };

  it('keep what this release knows nothing of, at every level', () => {
    const unknown = (name: string) => field(200, `later ${name}`);
    const metric = field(2, field(1, 'm'), unknown('metric'), field(7, field(1, 'p1'), field(1, 'p2'), unknown('sum')));
    const bytes = Buffer.concat([
      field(1, field(2, metric, unknown('scope')), unknown('resource')),
      unknown('request'),
    ]);
    const parts = halvesOf({ bytes, items: 2 }, 'metrics', 'protobuf');
    expect(parts).toHaveLength(2);
    for (const [at, half] of parts?.entries() ?? []) {
      const written = Buffer.from(half.bytes).toString('latin1');
      for (const name of ['metric', 'sum', 'scope', 'resource', 'request']) expect(written).toContain(`later ${name}`);
      expect([written.includes('p1'), written.includes('p2')]).toEqual([at === 0, at === 1]);
    }
  });

  it.each([
    ['a length of 2^31', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x08]],
    ['a length of 2^63', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['a varint without an end', [0x0a, ...Array<number>(20).fill(0xff)]],
    ['a number where spans must be', [0x08, 0x01]],
    ['the beginning of a group', [0x0b, 0x0c]],
    ['a field without a number', [0x02, 0x00]],
    ['metrics of two kinds at once', [...field(1, field(2, field(2, field(5, field(1)), field(7, field(1)))))]],
  ])('are none of %s', (_what, bytes) => {
    for (const signal of ['spans', 'metrics'] as const) {
      expect(halvesOf({ bytes: Uint8Array.from(bytes), items: 2 }, signal, 'protobuf')).toBeUndefined();
    }
    expect(itemsOf(Uint8Array.from(bytes), 'metrics', 'protobuf')).toBeUndefined();
  });
});

describe('halves in JSON', () => {
  it('keep every number as it was written', () => {
    const written =
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"big":12345678901234567890,"zero":-0},{"long":0.10}]}]}]}';
    const parts = halvesOf({ bytes: Buffer.from(written), items: 2 }, 'spans', 'json');
    expect(parts?.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"big":12345678901234567890,"zero":-0}]}]}]}',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"long":0.10}]}]}]}',
    ]);
  });

  it.each(['', 'null', '[]', '{"resourceSpans":{}}', '{"resourceSpans":[1,2]}', '{"resourceSpans":null}', '\xff'])(
    'are none of %j',
    (said) => {
      expect(halvesOf({ bytes: Buffer.from(said, 'latin1'), items: 2 }, 'spans', 'json')).toBeUndefined();
    },
  );
});

describe("requests that OpenTelemetry's SDK has written", () => {
  it('are halved as well, spans in both encodings', () => {
    const exporter = new InMemorySpanExporter();
    const spanProcessors = [new SimpleSpanProcessor(exporter)];
    const provider = new BasicTracerProvider({ spanProcessors, resource: resourceFromAttributes({ of: 'SDK' }) });
    for (let i = 0; i < 9; i += 1) {
      const span = provider.getTracer(`tracer ${i % 2}`).startSpan(`span ${i}`, { attributes: { i } });
      span.addEvent('happened', { text: '"quoted"' }).end();
    }
    const finished = exporter.getFinishedSpans();
    expectHalves(ProtobufTraceSerializer.serializeRequest(finished), 'spans', 'protobuf', 9);
    expectHalves(JsonTraceSerializer.serializeRequest(finished), 'spans', 'json', 9);
  });

  it('are halved as well, metrics of every kind in both encodings', async () => {
    const reader = new OnDemand();
    const exponential = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
    const views = [{ instrumentName: 'exponential', aggregation: exponential }];
    const meter = new MeterProvider({ readers: [reader], views }).getMeter('meter', '1');
    for (let i = 0; i < 3; i += 1) {
      meter.createCounter('counter').add(i, { i });
      meter.createGauge('gauge').record(i, { i });
      meter.createHistogram('histogram').record(i, { i });
      meter.createHistogram('exponential').record(i, { i });
    }
    const { resourceMetrics } = await reader.collect();
    expectHalves(ProtobufMetricsSerializer.serializeRequest(resourceMetrics), 'metrics', 'protobuf', 12);
    expectHalves(JsonMetricsSerializer.serializeRequest(resourceMetrics), 'metrics', 'json', 12);
  });

  function expectHalves(bytes: Uint8Array | undefined, signal: Signal, encoding: Encoding, items: number): void {
    const request = asRequest(bytes, items);
    const parts = halvesOf(request, signal, encoding) ?? [];
    expect(parts.flatMap((half) => officialItems(half.bytes, signal, encoding))).toEqual(
      officialItems(request.bytes, signal, encoding),
    );
    expect(parts).toHaveLength(2);
  }
});

describe('requests in protobuf that are joined', () => {
  it('are one request of all their items, in their order within each resource and scope', () => {
    fc.assert(
      fc.property(fc.array(SOURCES[0].requests, { maxLength: 4 }), SOURCES[2].requests, (several, metrics) => {
        for (const [signal, requests] of [
          ['spans', several.flat()],
          ['metrics', metrics],
        ] as const) {
          const { bytes, items } = joined(requests);
          const wanted = requests.flatMap((one) => officialItems(one.bytes, signal, 'protobuf'));
          expect(byScope(officialItems(bytes, signal, 'protobuf'))).toEqual(byScope(wanted));
          expect(items).toBe(wanted.length);
        }
      }),
    );
  });

  it('say once of what resource and scope their items are', () => {
    fc.assert(
      fc.property(fc.array(SOURCES[0].requests, { minLength: 2, maxLength: 4 }), (several) => {
        const request = REQUEST_TYPES.spans.decode(joined(several.flat()).bytes).toJSON() as Spans;
        const resources = request.resourceSpans ?? [];
        expect(resources).toHaveLength(new Set(resources.map(({ schemaUrl }) => schemaUrl)).size);
        for (const { scopeSpans } of resources)
          expect(scopeSpans).toHaveLength(new Set(scopeSpans.map(({ scope }) => scope?.name ?? '')).size);
      }),
    );
  });

  it('stand one behind the other where something cannot be read', () => {
    const [one] = [...metricsRequests(collectionOf(...METRICS), {})];
    const broken = asRequest(Uint8Array.of(8, 128), 1);
    const { bytes, items } = joined([asRequest(one?.bytes, 21), broken]);
    expect(bytes).toEqual(Buffer.concat([one?.bytes as Uint8Array, broken.bytes]));
    expect(items).toBe(22);
  });

  it('are halved as one', () => {
    const [one] = [...metricsRequests(collectionOf(...METRICS), {})];
    const all = joined([asRequest(one?.bytes, 21), asRequest(one?.bytes, 21)]);
    const parts = halvesOf(all, 'metrics', 'protobuf');
    expect(parts?.map(({ items }) => items)).toEqual([21, 21]);
    expect(parts?.[0].bytes).toEqual(one?.bytes);
  });
});

class OnDemand extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
