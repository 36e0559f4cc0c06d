import type { MetricPoints, SeriesPoint } from '@portcall/metrics';
import type { Balance, Operation } from '@portcall/outbox';
import type { Delivering } from '../../end/delivering.js';
import { componentOf, failedBy, serverOf } from './component.js';
import { counterOf, histogramOf, type Said, upDownCounterOf } from './points.js';

const OF_SIGNAL = {
  spans: { name: 'span', unit: '{span}', items: 'spans', type: 'span_exporter' },
  metrics: { name: 'metric_data_point', unit: '{data_point}', items: 'data points', type: 'metric_exporter' },
} as const;

type Signal = keyof typeof OF_SIGNAL;

interface Counted {
  readonly signal: Signal;
  readonly attributes: SeriesPoint['attributes'];
  readonly balance: Balance;
  readonly operations: readonly Operation[];
}

/** What became of the items of every exporter that counts them, and how long it took. */
export function exporterMetrics(delivering: readonly Delivering[], startTime: number): MetricPoints[] {
  const counted = delivering.flatMap(countedOf);
  const operations = counted.flatMap((one) =>
    one.operations.map(({ error, ...value }) => ({ attributes: { ...one.attributes, ...failedBy(error) }, value })),
  );
  return [
    ...itemMetrics('spans', counted, startTime),
    ...itemMetrics('metrics', counted, startTime),
    ...durations(operations, startTime),
  ];
}

function countedOf({ exporter, account, receiver, componentType }: Delivering): Counted[] {
  if (account === undefined) return [];
  const { signal, balance, operations } = account;
  const type = componentType ?? `${exporter}_${OF_SIGNAL[signal].type}`;
  const attributes = { ...componentOf(type, exporter), ...serverOf(receiver) };
  return [{ signal, attributes, balance, operations }];
}

function itemMetrics(signal: Signal, all: readonly Counted[], startTime: number): MetricPoints[] {
  const counted = all.filter((one) => one.signal === signal);
  const { name, unit, items } = OF_SIGNAL[signal];
  const exported = {
    name: `otel.sdk.exporter.${name}.exported`,
    unit,
    description: `The ${items} whose export is over: delivered, or with error.type rejected or given up.`,
  };
  const inflight = {
    name: `otel.sdk.exporter.${name}.inflight`,
    unit,
    description: `The ${items} that wait to be delivered, in memory and on disk.`,
  };
  return [
    ...counterOf(exported, startTime, counted.flatMap(endsOf)),
    ...upDownCounterOf(inflight, startTime, counted.map(waitingOf)),
  ];
}

function endsOf({ attributes, balance: { delivered, rejected, dropped } }: Counted): Said<number>[] {
  return [['', delivered] as const, ['rejected', rejected] as const, ...Object.entries(dropped)]
    .filter(([reason, count]) => reason === '' || count > 0)
    .map(([reason, value]) => ({ attributes: { ...attributes, ...failedBy(reason) }, value }));
}

function waitingOf({ attributes, balance: { pending, spooled } }: Counted): Said<number> {
  return { attributes, value: pending + spooled };
}

function durations(said: Parameters<typeof histogramOf>[2], startTime: number): MetricPoints[] {
  const described = {
    name: 'otel.sdk.exporter.operation.duration',
    unit: 's',
    description: 'How long requests took from their first attempt to their end: delivered, or with error.type refused.',
  };
  return histogramOf(described, startTime, said);
}
