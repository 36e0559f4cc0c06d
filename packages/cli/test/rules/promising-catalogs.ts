import {
  type Catalog,
  counter,
  defineCatalog,
  flag,
  gauge,
  histogram,
  oneOf,
  optional,
  slo,
  subset,
  sum,
  text,
  upDownCounter,
  withSlos,
} from '@portcall/metrics';
import {
  callCatalog,
  chatCatalog,
  genAiCatalog,
  httpClientCatalog,
  httpServerCatalog,
  notificationCatalog,
  pluginCatalog,
} from '@portcall/ports';

/** Relations and objectives of every kind that can be declared. */
export const everything: Catalog = defineCatalog({
  scope: '@acme/every.kind',
  prefix: 'every',
  metrics: {
    asked: counter({ name: 'asked', description: 'Asked.', attributes: { lane: text(), kind: oneOf('a', 'b', 'c') } }),
    told: counter({ name: 'told', description: 'Told.', attributes: { lane: text(), kind: oneOf('b', 'c') } }),
    refused: counter({ name: 'refused', description: 'Refused.', attributes: { kind: oneOf('c', 'b'), lane: text() } }),
    sentBytes: counter({ name: 'sent_bytes', unit: 'By', description: 'Sent.' }),
    smallBytes: counter({ name: 'small_bytes', unit: 'By', description: 'In small pieces.' }),
    largeBytes: counter({ name: 'large_bytes', unit: 'By', description: 'In large pieces.' }),
    open: upDownCounter({ name: 'open', description: 'Open.', attributes: { lane: text() } }),
    heat: gauge({ name: 'heat_celsius', unit: 'Cel', description: 'Heat.' }),
    wait: histogram({
      name: 'wait_seconds',
      unit: 's',
      description: 'Wait.',
      boundaries: [0.000_01, 0.5, 5, 1_000_000],
      attributes: { result: oneOf('ok', 'late', 'lost'), again: flag(), note: optional(text()) },
    }),
    size: histogram({ name: 'size_bytes', unit: 'By', description: 'Size.', buckets: 'exponential' }),
  },
  relations: [
    sum('asked', ['told', 'refused'], { onceZero: 'open' }),
    sum('sentBytes', ['smallBytes', 'largeBytes']),
    subset('wait', 'asked'),
    subset('size', 'asked'),
  ],
  slos: [
    slo({ name: 'told', description: 'It is told.', objective: 0.999, good: 'told', total: 'asked' }),
    slo({
      name: 'in_time',
      description: 'It is not lost the first time.',
      objective: 0.9,
      window: '7d',
      bad: { metric: 'wait', where: { result: ['late', 'lost'] } },
      total: { metric: 'wait', where: { again: false } },
    }),
    slo({
      name: 'unnoted',
      description: 'There is nothing to note.',
      objective: 0.5,
      bad: { metric: 'wait', where: { note: { present: true } } },
      total: 'wait',
    }),
    slo({
      name: 'at_once',
      description: 'At once.',
      objective: 0.99,
      window: '4w',
      histogram: 'wait',
      within: 0.000_01,
    }),
    slo({ name: 'soon', description: 'Soon.', objective: 0.95, histogram: 'wait', within: 5 }),
    slo({
      name: 'some_day',
      description: 'Some day.',
      objective: 0.95,
      histogram: { metric: 'wait', where: { result: 'ok' } },
      within: 1_000_000,
    }),
  ],
});

const httpServing: Catalog = withSlos(httpServerCatalog(), [
  slo({
    name: 'availability',
    description: 'Requests are answered without an error of ours.',
    objective: 0.999,
    bad: { metric: 'duration', where: { 'error.type': { present: true } } },
    total: 'duration',
  }),
]);

/** Every catalog of the project, with objectives where somebody would have some. */
export const catalogs: readonly Catalog[] = [
  everything,
  chatCatalog(),
  withSlos(callCatalog(), [
    slo({
      name: 'calls',
      description: 'Calls end well.',
      objective: 0.999,
      bad: { metric: 'calls', where: { outcome: ['error', 'rolled_back'] } },
      total: 'calls',
    }),
  ]),
  withSlos(notificationCatalog({ endpointLabel: true }), [
    slo({
      name: 'delivery_success',
      description: 'Endpoints accept notifications.',
      objective: 0.99,
      bad: 'failures',
      total: 'attempts',
    }),
    slo({ name: 'delivery_latency', description: 'Soon.', objective: 0.95, histogram: 'duration', within: 5 }),
  ]),
  pluginCatalog(),
  genAiCatalog({ names: 'both' }),
  httpServing,
  httpClientCatalog(),
];

/** Those that have relations and objectives of every kind, and names of OpenTelemetry's own. */
export const everyKind: readonly Catalog[] = [everything, httpServing];
