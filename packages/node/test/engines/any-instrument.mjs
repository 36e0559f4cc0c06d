// Records by instruments that no catalog declares, as a library has them and as OpenTelemetry measures the runtime, says what
// there is to find, and goes on within traced calls.

import { metrics } from '@opentelemetry/api';
import { prometheus } from '@portcall/exporters';
import { counter, defineCatalog } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { query, tracedFunctions } from '@portcall/trace';

const SIZES = [0, 0, 0.001, 0.5, 1, 1, 1.5, 2, 3.75, 4, 100, 4_096, 4_097, 7e6];

/** What is measured, in which unit. */
const MEASURED = [
  ['wait', 's'],
  ['io.bytes', 'By'],
  ['use', '1'],
  ['calls', '{call}'],
  ['latency', 'ms'],
  ['throughput', 'By/s'],
  ['load', '%'],
  ['plain-Name', ''],
];
const BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];
const SERIES = [
  { 'http.route': '/', 'http.response.status_code': 200, ok: true },
  { 'http.route': '/users/{id}', 'http.response.status_code': 404, ok: false },
];

const endpoint = prometheus();
let reading;
/** Learns from the registration which instruments there are. */
const learner = {
  name: 'learner',
  metrics(source) {
    reading = source.reading('cumulative');
    return { flush: async () => {}, shutdown: async () => {} };
  },
};
const isSdk = process.env.AGGREGATION === 'sdk';
const telemetry = registerInstrumentation({
  exporters: ['otlp', endpoint, learner],
  runtimeMetrics: true,
  ...(isSdk
    ? { aggregation: 'sdk', views: [{ instrumentName: 'library.native', aggregation: { type: 5 } }] } // exponential
    : {}),
});

const meter = metrics.getMeter('library', '3.2.1');
const known = [];
for (const [index, [what, unit]] of MEASURED.entries()) {
  for (const [kind, adds] of [
    ['Counter', true],
    ['UpDownCounter', true],
    ['Gauge', false],
    ['Histogram', false],
  ])
    remember(kind, record(kind, what, unit, index, adds));
  for (const kind of ['ObservableCounter', 'ObservableUpDownCounter', 'ObservableGauge'])
    remember(kind, observe(kind, what, unit, index));
}
if (isSdk) {
  const native = meter.createHistogram('library.native', { unit: 'By' });
  for (const size of SIZES) native.record(size);
}

const pulses = telemetry.bind(
  defineCatalog({
    scope: 'pulse',
    prefix: '',
    metrics: { pulses: counter({ name: 'pulses', description: 'Pulses.' }) },
  }),
).pulses;
const { pulse } = tracedFunctions({ pulse: query(async () => pulses.add(1)) });
setInterval(pulse, 20);

await telemetry.ready;
globalThis.gc();
await new Promise((resolve) => setTimeout(resolve, 200));
const { metrics: all } = await reading.collect();
const runtime = all.map(({ metric }) => metric).filter(({ scope }) => scope.includes('runtime-node'));
console.log(JSON.stringify({ metrics: known, runtime, sizes: SIZES, scrape: endpoint.url }));

function record(kind, what, unit, index, adds) {
  const name = `library.${kind.toLowerCase()}.${what}`;
  const instrument = meter[`create${kind}`](name, { unit });
  const points = SERIES.map((attributes, series) => {
    const values = [0, 1, 2].map((i) => index + series * 30 + i * 7.5);
    for (const value of values) instrument[adds ? 'add' : 'record'](value, attributes);
    return { attributes, value: kind === 'Histogram' ? bucketed(values) : adds ? sum(values) : values.at(-1) };
  });
  return { name, unit, points };
}

function observe(kind, what, unit, index) {
  const name = `library.${kind.toLowerCase()}.${what}`;
  const points = SERIES.map((attributes, series) => ({ attributes, value: 100 * index + series + 0.5 }));
  meter[`create${kind}`](name, { unit }).addCallback((result) => {
    for (const { attributes, value } of points) result.observe(value, attributes);
  });
  return { name, unit, points };
}

function remember(made, { name, unit, points }) {
  const short = made.replace('Observable', '');
  const kind = `${short[0].toLowerCase()}${short.slice(1)}`;
  known.push({ definition: { name, unit, kind, boundaries: kind === 'histogram' ? BOUNDARIES : undefined }, points });
}

function bucketed(values) {
  const buckets = [...BOUNDARIES, Infinity].map((upTo, i) => {
    const above = i === 0 ? -Infinity : BOUNDARIES[i - 1];
    return values.filter((value) => value > above && value <= upTo).length;
  });
  return { count: values.length, sum: sum(values), buckets };
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
