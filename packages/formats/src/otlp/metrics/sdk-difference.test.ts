import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { anyRecordings, type Recording } from '@portcall/conformance';
import {
  bind,
  type Catalog,
  type Collection,
  type Definition,
  type Reading,
  type SeriesPoint,
  store,
  type Temporality,
} from '@portcall/metrics';
import fc from 'fast-check';
import {
  decodedJsonRequest,
  decodedRequest,
  type LonePoint,
  lonePoints,
  type RequestLike,
} from '../../../test/official-metrics.js';
import { jsonMetricsRequests, metricsRequests } from './metrics-requests.js';

const RESOURCE = { 'service.name': 'shop', 'process.pid': 7 };

describe.each<Temporality>(['cumulative', 'delta'])('whatever is recorded, a receiver of %s metrics', (temporality) => {
  it("is told the same as by OpenTelemetry's SDK and serializer", async () => {
    await fc.assert(
      fc.asyncProperty(anyRecordings(), fc.nat(60), fc.integer({ min: 1, max: 7 }), async (any, pause, maxPoints) => {
        const { catalog, recordings } = any;
        const ours = ourSide(catalog, temporality);
        const theirs = theirSide(catalog, temporality);
        for (const some of [recordings.slice(0, pause), recordings.slice(pause)]) {
          for (const recording of some) {
            ours.record(recording);
            theirs.record(recording);
          }
          const collection = taken(ours.reading.collect());
          const requests = [...metricsRequests(collection, RESOURCE, { maxPoints })];
          const decoded = requests.map(({ bytes }) => decodedRequest(bytes));
          const inJson = [...jsonMetricsRequests(collection, RESOURCE)].map(({ bytes }) => decodedJsonRequest(bytes));
          expect(lonePoints(inJson)).toEqual(lonePoints(decoded));
          expectOrder(decoded);
          const wanted = ProtobufMetricsSerializer.serializeRequest(await theirs.collect()) as Uint8Array;
          expect(said(decoded, temporality)).toEqual(said([decodedRequest(wanted)], temporality));
        }
        await theirs.stop();
      }),
      { numRuns: 100 },
    );
  });
});

/** So that it can be read twice: the store's points are valid until the next one is taken. */
function taken({ time, metrics }: Collection): Collection {
  return { time, metrics: metrics.map((metric) => ({ ...metric, points: Array.from(metric.points, copied) })) };
}

function copied({ attributes, ids = [], value, startTime, exemplars }: SeriesPoint): SeriesPoint {
  return { attributes, ids: Array.from(ids), value: copiedValue(value), startTime, exemplars };
}

function copiedValue(value: SeriesPoint['value']): SeriesPoint['value'] {
  return typeof value === 'object' && 'buckets' in value ? { ...value, buckets: Array.from(value.buckets) } : value;
}

interface Side {
  record(recording: Recording): void;
}

function ourSide(catalog: Catalog, temporality: Temporality): Side & { readonly reading: Reading } {
  const backend = store();
  const reading = backend.reading(temporality);
  const recorders = bind(catalog, backend) as unknown as Record<string, Recorder>;
  return { reading, record: recordInto(recorders) };
}

interface Recorder {
  add?(value: number, attributes?: object): void;
  record?(value: number, attributes?: object): void;
}

function recordInto(recorders: Readonly<Record<string, Recorder>>): Side['record'] {
  return ({ metric, value, attributes }) => {
    const recorder = recorders[metric] as Recorder;
    if (recorder.add !== undefined) recorder.add(value, attributes);
    else recorder.record?.(value, attributes);
  };
}

class OnDemand extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function theirSide(catalog: Catalog, temporality: Temporality) {
  const { DELTA, CUMULATIVE } = AggregationTemporality;
  const reader = new OnDemand({
    // As OpenTelemetry's own exporters read the preference for deltas.
    aggregationTemporalitySelector: (type: InstrumentType) =>
      temporality === 'delta' && type !== InstrumentType.UP_DOWN_COUNTER ? DELTA : CUMULATIVE,
  });
  const provider = new MeterProvider({ readers: [reader], resource: resourceFromAttributes(RESOURCE) });
  const instruments = Object.entries(catalog.metrics as Record<string, Definition>).map(
    ([key, definition]) => [key, instrumentOf(provider, definition)] as const,
  );
  const record = recordInto(Object.fromEntries(instruments));
  return {
    record: (recording: Recording) => record({ ...recording, attributes: withoutUnset(recording.attributes) }),
    collect: async () => (await reader.collect()).resourceMetrics,
    stop: () => provider.shutdown(),
  };
}

function instrumentOf(provider: MeterProvider, definition: Definition): Recorder {
  const { name, kind, description, unit, scope, scopeVersion, boundaries } = definition;
  const meter = provider.getMeter(scope, scopeVersion);
  switch (kind) {
    case 'counter':
      return meter.createCounter(name, { description, unit });
    case 'upDownCounter':
      return meter.createUpDownCounter(name, { description, unit });
    case 'gauge':
      return meter.createGauge(name, { description, unit });
    case 'histogram':
      return meter.createHistogram(name, {
        ...{ description, unit },
        advice: { explicitBucketBoundaries: [...(boundaries as readonly number[])] },
      });
  }
}

function withoutUnset(attributes: Recording['attributes']): Recording['attributes'] {
  return attributes && Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/**
 * What is the same on both sides: not the times; not a sum of nothing, which says what none says;
 * and of deltas neither the least and the greatest, which are known only of the first, nor what no recording has set.
 */
function said(requests: readonly RequestLike[], temporality: Temporality): readonly LonePoint[] {
  return lonePoints(requests)
    .filter(({ of, point }) => !(of.includes('"sum"') && point['asDouble'] === 0))
    .filter(({ of }) => !(temporality === 'delta' && of.includes('"gauge"')))
    .map(({ of, point }) => {
      const { startTimeUnixNano: _start, timeUnixNano: _time, min, max, ...numbers } = point;
      return { of: withoutBlanks(of), point: temporality === 'delta' ? numbers : { ...numbers, min, max } };
    });
}

/** Holds that no point goes from later than when it was read. */
function expectOrder(requests: readonly RequestLike[]): void {
  for (const { point } of lonePoints(requests)) {
    const { startTimeUnixNano = 0, timeUnixNano } = point as { startTimeUnixNano?: string; timeUnixNano: string };
    expect(BigInt(startTimeUnixNano)).toBeLessThanOrEqual(BigInt(timeUnixNano));
  }
}

function withoutBlanks(of: string): string {
  return of.replaceAll(/,"[a-zA-Z]+":""/g, '').replaceAll(',"droppedAttributesCount":0', '');
}
