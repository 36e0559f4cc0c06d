import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import type { MetricPoints } from '@portcall/metrics';
import { sdkPoints } from '../internal.js';

failOnProblems();

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}

  async points(): Promise<readonly MetricPoints[]> {
    return sdkPoints((await this.collect()).resourceMetrics);
  }
}

function sdk(temporality = AggregationTemporality.CUMULATIVE) {
  const reader = new Reader({ aggregationTemporalitySelector: () => temporality });
  const views = [
    { instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const },
  ];
  const provider = new MeterProvider({ readers: [reader], views });
  return { reader, meter: provider.getMeter('third', '1.2') };
}

const read = (metrics: readonly MetricPoints[]) =>
  Object.fromEntries(metrics.map(({ metric, points }) => [metric.name, { ...metric, points: [...points] }]));

it('gives every kind of instrument as points, with its scope, unit and description', async () => {
  const { reader, meter } = sdk();
  meter.createCounter('counter', { unit: '{order}', description: 'Orders.' }).add(2, { country: 'NO' });
  meter.createUpDownCounter('up').add(-1);
  meter.createGauge('gauge').record(7.5);
  meter.createObservableCounter('observed').addCallback((result) => result.observe(3));
  const histogram = meter.createHistogram('histogram', { advice: { explicitBucketBoundaries: [1, 2] } });
  for (const value of [0.5, 1, 9]) histogram.record(value);
  const before = Date.now();
  const metrics = read(await reader.points());
  expect(metrics['counter']).toMatchObject({
    kind: 'counter',
    unit: '{order}',
    description: 'Orders.',
    scope: 'third',
    scopeVersion: '1.2',
    points: [{ attributes: { country: 'NO' }, value: 2, exemplars: [] }],
  });
  expect(Math.abs(metrics['counter']!.points[0]!.startTime - before)).toBeLessThan(60_000);
  expect(metrics['up']).toMatchObject({ kind: 'upDownCounter', points: [{ value: -1 }] });
  expect(metrics['gauge']).toMatchObject({ kind: 'gauge', points: [{ value: 7.5 }] });
  expect(metrics['observed']).toMatchObject({ kind: 'counter', points: [{ value: 3 }] });
  expect(metrics['histogram']).toMatchObject({
    kind: 'histogram',
    points: [{ value: { count: 3, sum: 10.5, min: 0.5, max: 9, boundaries: [1, 2], buckets: [2, 0, 1] } }],
  });
});

it('says of each instrument whether its numbers are integers, and of its scope which conventions it follows', async () => {
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  const schemaUrl = 'https://opentelemetry.io/schemas/1.37.0';
  const meter = provider.getMeter('third', '1.2', { schemaUrl });
  meter.createCounter('whole', { valueType: ValueType.INT }).add(2);
  meter.createCounter('any').add(2);
  provider.getMeter('other').createCounter('elsewhere').add(1);
  expect(read(await reader.points())).toMatchObject({
    whole: { valueType: 'int', scopeSchemaUrl: schemaUrl },
    any: { valueType: 'double', scopeSchemaUrl: schemaUrl },
    elsewhere: { scopeSchemaUrl: '' },
  });
});

it('gives the buckets of an exponential histogram', async () => {
  const { reader, meter } = sdk();
  const histogram = meter.createHistogram('exponential');
  for (const value of [0, 1, 2, 4]) histogram.record(value);
  const value = read(await reader.points())['exponential']?.points[0]?.value;
  expect(value).toMatchObject({ count: 4, sum: 7, zeroCount: 1, min: 0, max: 4, negative: { counts: [] } });
  const { counts } = (value as { positive: { counts: ArrayLike<number> } }).positive;
  expect(Array.from(counts).reduce((sum, count) => sum + count, 0)).toBe(3);
});

it('says of each metric whether its numbers are deltas', async () => {
  const { reader, meter } = sdk(AggregationTemporality.DELTA);
  const counter = meter.createCounter('counter');
  counter.add(2);
  await reader.points();
  counter.add(3);
  const [metric] = await reader.points();
  expect(metric?.temporality).toBe('delta');
  expect([...metric!.points].map(({ value }) => value)).toEqual([3]);
});

it('keeps the object of attributes as long as the series lives', async () => {
  const { reader, meter } = sdk();
  meter.createCounter('counter').add(1, { country: 'NO' });
  const attributes = async () => read(await reader.points())['counter']?.points[0]?.attributes;
  expect(await attributes()).toBe(await attributes());
});

it('leaves out what is not a number, says so once per metric, and keeps its neighbours', async () => {
  const metric = (name: unknown, value: unknown) => ({
    descriptor: { name, unit: undefined, description: 7 } as never,
    aggregationTemporality: 1,
    dataPointType: 3,
    isMonotonic: true,
    dataPoints: [1, value].map((of) => ({ startTime: [1, 0] as const, attributes: {}, value: of })),
  });
  const metrics = read(
    sdkPoints({ scopeMetrics: [{ scope: { name: 'x' }, metrics: [metric('a', 'one'), metric('b', {})] }] }),
  );
  expect(metrics['a']?.points.map(({ value }) => value)).toEqual([1]);
  expect(metrics['b']).toMatchObject({ unit: '', description: '', points: [{ value: 1, startTime: 1_000 }] });
  expectProblems(/^a: a data point of "one" cannot be exported/, /^b: a data point of an object cannot be exported/);
});
