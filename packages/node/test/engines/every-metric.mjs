// Records every metric of every catalog, with hostile label values, to the registered exporters and to a store beside
// them, and says what the store holds. Traces 500 calls.

import { prometheus } from '@portcall/exporters';
import {
  bind,
  counter,
  defineCatalog,
  fanOut,
  flag,
  gauge,
  histogram,
  integer,
  oneOf,
  optional,
  store,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { callCatalog, chatCatalog, genAiCatalog, notificationCatalog, pluginCatalog } from '@portcall/ports';
import { mutation, op, tracedFunctions } from '@portcall/trace';

const HOSTILE = [
  'plain',
  'quo"te',
  'back\\slash',
  'line\nfeed',
  'return\rhere',
  'tab\there',
  '模型',
  'emoji 🧯',
  'e\u0301 combined',
  '\u202eright to left',
  '\u2028separator',
  '{le="5"} 7',
  "it's # a , list = of",
  ' spaces ',
  '\u0001control',
  'x'.repeat(100),
];

const everyKind = defineCatalog({
  scope: 'every.kind',
  version: '1.2.3',
  prefix: '',
  metrics: {
    jobs: counter({
      name: 'every_jobs',
      description: 'Jobs with "quotes"\nand lines.',
      attributes: { queue: text(), note: optional(text()) },
    }),
    bytes: counter({
      name: 'every_sent_bytes',
      unit: 'By',
      description: 'Bytes sent.',
      attributes: { ok: flag(), code: integer() },
    }),
    open: upDownCounter({
      name: 'every_open',
      unit: '{connection}',
      description: 'Open.',
      attributes: { peer: text() },
    }),
    heat: gauge({
      name: 'every_heat_celsius',
      unit: 'Cel',
      description: 'Heat.',
      attributes: { side: oneOf('in', 'out') },
    }),
    load: gauge({ name: 'every_load_ratio', unit: '1', description: 'Load.' }),
    wait: histogram({
      name: 'every_wait_seconds',
      unit: 's',
      description: 'Wait.',
      boundaries: [0.001, 0.5, 1, 2.5, 1000],
      attributes: { lane: text() },
    }),
  },
});

const ownNames = defineCatalog({
  scope: '@acme/otel',
  naming: 'otel',
  metrics: {
    requests: histogram({
      name: 'http.server.request.duration',
      unit: 's',
      description: 'Duration of requests.',
      attributes: { 'http.request.method': oneOf('GET', 'POST'), 'http.route': text() },
    }),
    open: upDownCounter({
      name: 'db.client.connection.count',
      unit: '{connection}',
      description: 'Connections.',
      attributes: { 'db.client.connection.state': oneOf('idle', 'used') },
    }),
    received: counter({
      name: 'system.network.io',
      unit: 'By',
      description: 'Bytes.',
      attributes: { 'network.interface.name': text(), 'retry.count': integer() },
    }),
    busy: gauge({
      name: 'system.cpu.utilization',
      unit: '1',
      description: 'Share.',
      attributes: { 'cpu.logical_number': integer() },
    }),
  },
});

const catalogs = [
  ownNames,
  everyKind,
  chatCatalog(),
  callCatalog(),
  notificationCatalog({ endpointLabel: true }),
  pluginCatalog(),
  genAiCatalog({ names: 'both' }),
];

const endpoint = prometheus();
const telemetry = registerInstrumentation({ serviceName: 'every metric', exporters: ['otlp', endpoint] });
const kept = store();
const backend = fanOut(telemetry.backend, kept);

for (const catalog of catalogs) {
  const recorders = bind(catalog, backend);
  for (const [key, definition] of Object.entries(catalog.metrics)) recordAll(recorders[key], definition);
}

const { work } = tracedFunctions({ work: mutation(async (id) => op('insert', 'job', async () => [{ id }])) });
for (let id = 0; id < 500; id += 1) await work(id);

await telemetry.ready;
console.log(JSON.stringify({ metrics: Object.values(kept.snapshot()), scrape: endpoint.url }));
// Stays up to be scraped.
setInterval(() => {}, 1_000);

function recordAll(recorder, definition) {
  for (let round = 0; round < HOSTILE.length; round += 1) {
    const attributes = Object.fromEntries(
      Object.entries(definition.attributes).map(([name, attribute]) => [name, valueFor(attribute, round)]),
    );
    for (let times = 0; times <= round % 3; times += 1) {
      const value = numberOf(definition, round, times);
      if (recorder.add === undefined) recorder.record(value, attributes);
      else recorder.add(value, attributes);
    }
  }
}

function valueFor({ type, values, optional: mayBeAbsent }, round) {
  if (mayBeAbsent && round % 2 === 1) return undefined;
  if (values !== undefined) return values[round % values.length];
  if (type === 'integer') return round - 3;
  return HOSTILE[round];
}

function numberOf({ kind, boundaries = [] }, round, times) {
  if (kind === 'counter') return round + times + (round % 4) / 4;
  if (kind === 'histogram')
    return (boundaries[round % boundaries.length] ?? 1) * (times === 0 ? 1 : times === 1 ? 0.75 : 1.25);
  return round * 1.5 - 4 + times;
}
