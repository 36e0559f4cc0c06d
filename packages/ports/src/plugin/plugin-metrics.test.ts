import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { type InvocationMetric, InvocationMetricsBus, InvocationTimer } from '@portcall/invocations';
import { type Backend, bind, brokenRelations, fanOut, noop, prometheusName, store } from '@portcall/metrics';
import { meterInvocations, pluginCatalog } from '../index.js';

failOnProblems();

const catalog = pluginCatalog();
const { metrics } = catalog;

function metricOf(over: Partial<InvocationMetric> = {}): InvocationMetric {
  return {
    pluginId: 'resize',
    functionName: 'on_request',
    startedAt: 0,
    wallTimeUs: 1_500,
    memoryPeakBytes: 300_000,
    status: { kind: 'success' },
    ...over,
  };
}

const of = { plugin: 'resize', function: 'on_request' };

it('count an invocation once, with its duration in seconds and its peak of memory', () => {
  const bus = new InvocationMetricsBus();
  const kept = store();
  meterInvocations(bus, kept);
  bus.record(metricOf());
  bus.record(metricOf({ status: { kind: 'failure', error: 'secret detail' }, memoryPeakBytes: 0 }));
  expect(kept.points(metrics.invocations)).toEqual([
    { attributes: { ...of, status: 'success' }, value: 1 },
    { attributes: { ...of, status: 'failure' }, value: 1 },
  ]);
  expect(kept.value(metrics.duration, { ...of, status: 'success' })).toMatchObject({ count: 1, sum: 0.0015 });
  expect(kept.value(metrics.duration, { ...of, status: 'failure' })).toMatchObject({ count: 1, sum: 0.0015 });
  expect(kept.value(metrics.memoryPeak, of)).toMatchObject({ count: 1, sum: 300_000 });
  expect(brokenRelations(catalog, kept)).toEqual([]);
});

it('count a dropped invocation, of which nobody knows how long it took', () => {
  const bus = new InvocationMetricsBus();
  const kept = store();
  meterInvocations(bus, kept);
  InvocationTimer.start(bus, 'resize', 'on_request')[Symbol.dispose]();
  expectProblems('invocation.dropped resize.on_request');
  expect(kept.points(metrics.invocations)).toEqual([{ attributes: { ...of, status: 'dropped' }, value: 1 }]);
  expect([kept.points(metrics.duration), kept.points(metrics.memoryPeak)]).toEqual([[], []]);
  expect(brokenRelations(catalog, kept)).toEqual([]);
});

it('lose nothing of a burst, whatever receivers of the same bus lose', () => {
  const bus = new InvocationMetricsBus();
  const receiver = bus.subscribe({ capacity: 1 });
  const kept = store();
  meterInvocations(bus, kept);
  for (let number = 0; number < 100_000; number += 1) bus.record(metricOf({ functionName: `fn${number % 10}` }));
  expect(kept.points(metrics.invocations).map(({ value }) => value)).toEqual(new Array(10).fill(10_000));
  expect(kept.value(metrics.invocations, { plugin: 'resize' })).toBe(100_000);
  expect(kept.value(metrics.duration, { plugin: 'resize' }).count).toBe(100_000);
  expect(receiver.missed).toBe(99_999);
});

it('stop when undone, also at the end of a scope', () => {
  const bus = new InvocationMetricsBus();
  const kept = store();
  {
    using _ = meterInvocations(bus, kept);
    bus.record(metricOf());
  }
  bus.record(metricOf());
  expect([kept.value(metrics.invocations, of), bus.subscriberCount]).toEqual([1, 0]);
  meterInvocations(bus, noop())();
});

it('count an invocation once, however often one bus is metered on one backend', () => {
  const bus = new InvocationMetricsBus();
  const kept = store();
  const counted = (): number => kept.value(metrics.invocations, of);
  const undos = [meterInvocations(bus, kept), meterInvocations(bus, kept, { prefix: 'plugin' })];
  bus.record(metricOf());
  expect([counted(), kept.value(metrics.duration, of).count]).toEqual([1, 1]);
  undos[0]!();
  undos[0]!();
  bus.record(metricOf());
  expect(counted()).toBe(2);
  undos[1]!();
  bus.record(metricOf());
  expect([counted(), bus.subscriberCount]).toEqual([2, 0]);
  meterInvocations(bus, kept);
  bus.record(metricOf());
  expect(counted()).toBe(3);
});

it('count on every backend, of every bus, and under every prefix', () => {
  const [bus, other] = [new InvocationMetricsBus(), new InvocationMetricsBus()];
  const [kept, second] = [store(), store()];
  meterInvocations(bus, kept);
  meterInvocations(other, kept);
  meterInvocations(bus, second);
  meterInvocations(bus, kept, { prefix: 'wasm' });
  for (const one of [bus, other]) one.record(metricOf());
  const wasm = pluginCatalog({ prefix: 'wasm' }).metrics.invocations;
  expect([kept, second].map((one) => one.value(metrics.invocations, of))).toEqual([2, 1]);
  expect(kept.value(wasm, of)).toBe(1);
});

it('refuse a bus that is closed, also where it was metered before', () => {
  const bus = new InvocationMetricsBus();
  const kept = store();
  meterInvocations(bus, kept);
  bus.close();
  expect(() => meterInvocations(bus, kept)).toThrow('InvocationMetricsBus: already closed; subscribe before close()');
});

it('keep their totals when a plugin makes up function names', () => {
  const bus = new InvocationMetricsBus();
  const kept = store({ seriesLimit: 50 });
  meterInvocations(bus, kept);
  for (let number = 0; number < 1_000; number += 1) bus.record(metricOf({ functionName: `fn${number}` }));
  expectProblems(/series/, /series/, /series/);
  expect(kept.points(metrics.invocations).length).toBeLessThanOrEqual(60);
  expect(kept.value(metrics.invocations, { plugin: 'resize' })).toBe(1_000);
  expect(brokenRelations(catalog, kept)).toEqual([]);
});

it('refuse and count what is no metric, and let the bus go on', () => {
  const bus = new InvocationMetricsBus();
  const kept = store();
  meterInvocations(bus, kept);
  bus.record(metricOf({ wallTimeUs: Number.NaN, memoryPeakBytes: -1 }));
  bus.record({} as InvocationMetric);
  bus.record(metricOf());
  expectProblems(
    'invocation.listener',
    `record.refused ${metrics.duration.name}`,
    `record.refused ${metrics.memoryPeak.name}`,
  );
  expect(kept.value(metrics.invocations, of)).toBe(2);
});

it('reach the real SDK', async () => {
  const reader = new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  })();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('portcall.plugins');
  const backend: Backend = {
    counter: ({ name, unit }) => meter.createCounter(name, { unit }),
    upDownCounter: ({ name, unit }) => meter.createUpDownCounter(name, { unit }),
    gauge: ({ name, unit }) => meter.createGauge(name, { unit }),
    histogram: ({ name, unit, boundaries }) =>
      meter.createHistogram(name, { unit, advice: { explicitBucketBoundaries: [...boundaries!] } }),
  };
  const bus = new InvocationMetricsBus();
  const kept = store();
  meterInvocations(bus, fanOut(backend, kept));
  for (let number = 0; number < 1_000; number += 1) bus.record(metricOf({ wallTimeUs: number }));

  const { resourceMetrics } = await reader.collect();
  const shown = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  expect(shown.map(({ descriptor: { name, unit }, dataPoints }) => [name, unit, dataPoints.length])).toEqual([
    ['plugin_invocations', '{invocation}', 1],
    ['plugin_invocation_duration_seconds', 's', 1],
    ['plugin_invocation_memory_peak_bytes', 'By', 1],
  ]);
  const [invocations, duration] = shown.map(({ dataPoints }) => dataPoints[0]!);
  expect(invocations).toMatchObject({ attributes: { ...of, status: 'success' }, value: 1_000 });
  const { count, buckets } = kept.value(metrics.duration, of);
  expect(duration!.value).toMatchObject({
    count,
    buckets: { counts: buckets, boundaries: metrics.duration.boundaries },
  });
});

it('have one Prometheus name on every suffix-adding path', () => {
  for (const definition of Object.values(metrics)) {
    expect(prometheusName(definition, 'underscore_suffixes')).toBe(prometheusName(definition, 'js_exporter'));
  }
  expect(Object.values(metrics).map((definition) => prometheusName(definition, 'underscore_suffixes'))).toEqual([
    'plugin_invocations_total',
    'plugin_invocation_duration_seconds',
    'plugin_invocation_memory_peak_bytes',
  ]);
});

it('may have another prefix, or none', () => {
  expect(pluginCatalog({ prefix: 'wasm' }).metrics.invocations.name).toBe('wasm_invocations');
  expect(pluginCatalog({ prefix: '' }).metrics.invocations.name).toBe('invocations');
  const bus = new InvocationMetricsBus();
  expect(() => meterInvocations(bus, noop(), { prefix: 'My-Plugins' })).toThrow(/snake_case/);
  // @ts-expect-error it is `prefix`
  expect(() => meterInvocations(bus, noop(), { name: 'wasm' })).toThrow('pluginCatalog(): unknown option "name"');
  expect(bus.subscriberCount).toBe(0);
});

it('know how an invocation may end', () => {
  const { invocations } = bind(pluginCatalog(), noop());
  // @ts-expect-error an invocation ends in one of three ways
  invocations.add(1, { ...of, status: 'error' });
});
