import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { bind, defineCatalog, histogram, store, text } from '@portcall/metrics';
import fc from 'fast-check';
import { decodedJsonRequest, decodedRequest, type RequestLike } from '../../../test/official-metrics.js';
import { prometheusText } from '../../prometheus/text.js';
import { jsonMetricsRequests, metricsRequests } from './metrics-requests.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    wait: histogram({
      name: 'wait_seconds',
      unit: 's',
      description: 'Wait.',
      attributes: { queue: text() },
      buckets: 'exponential',
    }),
  },
});

class OnDemand extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

async function bySdk(values: readonly number[]): Promise<RequestLike> {
  const reader = new OnDemand();
  const views = [{ instrumentName: '*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const }];
  const provider = new MeterProvider({ readers: [reader], views, resource: resourceFromAttributes({}) });
  const instrument = provider
    .getMeter('shop')
    .createHistogram('shop_wait_seconds', { unit: 's', description: 'Wait.' });
  for (const value of values) instrument.record(value, { queue: 'a' });
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return decodedRequest(ProtobufMetricsSerializer.serializeRequest(resourceMetrics) as Uint8Array);
}

function recorded(values: readonly number[]) {
  const kept = store();
  const { wait } = bind(catalog, kept);
  for (const value of values) wait.record(value, { queue: 'a' });
  return kept.reading();
}

interface Point {
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly positive: object;
  readonly negative: object;
}

/** The points without their times, as whole as if nothing that is 0 were left out, and what else the requests say of the metric. */
function said(requests: readonly RequestLike[]) {
  return requests.flatMap(({ resourceMetrics }) =>
    resourceMetrics.flatMap(({ scopeMetrics = [] }) =>
      scopeMetrics.flatMap(({ metrics = [] }) =>
        metrics.map(({ exponentialHistogram, ...metric }) => {
          const { dataPoints, ...data } = exponentialHistogram as { readonly dataPoints: readonly Point[] };
          const points = dataPoints.map(({ startTimeUnixNano: _start, timeUnixNano: _time, ...point }) => ({
            ...{ scale: 0, ...point },
            positive: { offset: 0, ...point.positive },
            negative: { offset: 0, ...point.negative },
          }));
          return { ...metric, ...data, points };
        }),
      ),
    ),
  );
}

const latency = fc.double({ min: 0.001, max: 30, noNaN: true }).map((value) => value + Math.PI / 1e5);
const values = fc.array(fc.oneof(latency, fc.constant(0), fc.constantFrom(1, 1e-9, 1e9)), { minLength: 1 });

it("writes exponential histograms of a store as OpenTelemetry's serializer writes the SDK's", async () => {
  await fc.assert(
    fc.asyncProperty(values, async (all) => {
      const wanted = said([await bySdk(all)]);
      const reading = recorded(all);
      const inProtobuf = [...metricsRequests(reading.collect(), {})].map(({ bytes }) => decodedRequest(bytes));
      const inJson = [...jsonMetricsRequests(reading.collect(), {})].map(({ bytes }) => decodedJsonRequest(bytes));
      expect(said(inProtobuf)).toEqual(wanted);
      expect(said(inJson)).toEqual(wanted);
    }),
  );
});

it('writes of them the count, the sum and the whole as one bucket where the text has no others', () => {
  const text = [...prometheusText().write(recorded([0, 0.5, 2]).collect(), {})].join('');
  expect(text.split('\n').filter((line) => line.startsWith('shop_'))).toEqual([
    expect.stringMatching(/^shop_wait_seconds_count\{queue="a".*\} 3$/),
    expect.stringMatching(/^shop_wait_seconds_sum\{queue="a".*\} 2\.5$/),
    expect.stringMatching(/^shop_wait_seconds_bucket\{queue="a".*le="\+Inf"\} 3$/),
  ]);
});
