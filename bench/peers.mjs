// Who records. Each peer gives, for a task, `call(series, value, index)` and `total()`: how many calls it has kept. That
// is held against how many there were, so that nothing is measured that did not happen. A peer imports what it needs
// when it is asked for.
import { boundaries, KEYS } from './tasks.mjs';

/**
 * @typedef {object} Subject
 * @property {(series: object, value: number, index: number) => void} call
 * @property {() => number | Promise<number>} [total]
 */

/** @type {Record<string, (task: import('./tasks.mjs').Task, series: object[]) => Promise<Subject>>} */
export const PEERS = {
  async noop(task) {
    const { noop } = await metrics();
    return unbound(task, await recorder(task, noop()));
  },

  async store(task) {
    const { backend, total } = await newStore(task);
    return { ...unbound(task, await recorder(task, backend)), total };
  },

  async 'store, bound'(task, series) {
    const { backend, total } = await newStore(task);
    return { ...bound(task, await recorder(task, backend), series), total };
  },

  async instruments(task) {
    const { backend, total } = await newInstruments();
    return { ...unbound(task, await recorder(task, backend)), total };
  },

  async 'instruments, bound'(task, series) {
    const { backend, total } = await newInstruments();
    return { ...bound(task, await recorder(task, backend), series), total };
  },

  async 'fanOut(store, instruments)'(task) {
    const { fanOut } = await metrics();
    const [first, second] = [await newStore(task), await newInstruments()];
    const total = async () => ((await first.total()) + (await second.total())) / 2;
    return { ...unbound(task, await recorder(task, fanOut(first.backend, second.backend))), total };
  },

  async OpenTelemetry(task) {
    const { provider, total } = await meterProvider();
    const meter = provider.getMeter('bench');
    const advice = { explicitBucketBoundaries: boundaries };
    const instrument = task.kind === 'counter' ? meter.createCounter('c') : meter.createHistogram('h', { advice });
    return { ...unbound(task, instrument), total };
  },

  async 'prom-client'(task) {
    const { default: client } = await import('prom-client');
    const labelNames = KEYS.slice(0, task.attributes);
    if (task.kind === 'histogram') {
      const histogram = new client.Histogram({ name: 'h', help: 'h', labelNames, buckets: boundaries });
      const total = async () =>
        sum((await histogram.get()).values.filter(({ metricName }) => metricName === 'h_count'));
      return { call: ({ provider, model }, value) => histogram.observe({ provider, model }, value), total };
    }
    const counter = new client.Counter({ name: 'c', help: 'c', labelNames });
    const total = async () => sum((await counter.get()).values);
    const calls = {
      0: () => counter.inc(),
      2: ({ provider, model }) => counter.inc({ provider, model }),
      5: ({ provider, model, region, tier, outcome }) => counter.inc({ provider, model, region, tier, outcome }),
    };
    return { call: calls[task.attributes], total };
  },
};

/** A call as an app writes it: the attributes are a new object each time. */
function unbound({ kind, attributes }, recorder) {
  if (kind === 'histogram')
    return { call: ({ provider, model }, value) => recorder.record(value, { provider, model }) };
  const calls = {
    0: () => recorder.add(1),
    2: ({ provider, model }) => recorder.add(1, { provider, model }),
    5: ({ provider, model, region, tier, outcome }) => recorder.add(1, { provider, model, region, tier, outcome }),
  };
  return { call: calls[attributes] };
}

function bound({ kind, attributes }, recorder, series) {
  const handles = series.map((one) =>
    recorder.with(Object.fromEntries(KEYS.slice(0, attributes).map((k) => [k, one[k]]))),
  );
  return kind === 'histogram'
    ? { call: (_, value, index) => handles[index].record(value) }
    : { call: (_series, _value, index) => handles[index].add(1) };
}

function metrics() {
  return import('@portcall/metrics');
}

async function catalogOf({ kind, attributes }) {
  const { counter, defineCatalog, histogram, text } = await metrics();
  const options = {
    name: 'things',
    description: 'Things recorded.',
    attributes: Object.fromEntries(KEYS.slice(0, attributes).map((key) => [key, text()])),
  };
  const things = kind === 'counter' ? counter(options) : histogram({ ...options, boundaries });
  return defineCatalog({ scope: 'bench', metrics: { things } });
}

async function recorder(task, backend) {
  const { bind } = await metrics();
  return bind(await catalogOf(task), backend).things;
}

async function newStore(task) {
  const { store } = await metrics();
  const { things } = (await catalogOf(task)).metrics;
  const backend = store();
  const total = () => (task.kind === 'counter' ? backend.value(things) : backend.value(things).count);
  return { backend, total };
}

async function newInstruments() {
  const { instruments } = await import('@portcall/otel');
  const { provider, total } = await meterProvider();
  return { backend: instruments(provider), total };
}

/** The real SDK, with a reader that collects when asked and a limit that is never reached. */
async function meterProvider() {
  const { MeterProvider, MetricReader } = await import('@opentelemetry/sdk-metrics');
  class OnDemandReader extends MetricReader {
    async onShutdown() {}
    async onForceFlush() {}
  }
  const reader = new OnDemandReader({ cardinalitySelector: () => 10_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const total = async () => {
    const { resourceMetrics } = await reader.collect();
    const points = resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ dataPoints }) => dataPoints);
    return sum(points.map(({ value }) => ({ value: value.count ?? value })));
  };
  return { provider, total };
}

function sum(points) {
  return points.reduce((total, { value }) => total + value, 0);
}
