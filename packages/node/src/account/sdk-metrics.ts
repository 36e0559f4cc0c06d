import { systemClock } from '@portcall/core';
import type { MetricPoints, SeriesPoint } from '@portcall/metrics';
import type { Balance } from '@portcall/outbox';
import type { Delivering } from '../end/delivering.js';

/*
 * What became of spans and data points, under OpenTelemetry's names (Development).
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */

const SCOPE = '@portcall/node';

const OF_SIGNAL = {
  spans: { name: 'span', unit: '{span}', items: 'spans' },
  metrics: { name: 'metric_data_point', unit: '{data_point}', items: 'data points' },
} as const;

type Signal = keyof typeof OF_SIGNAL;

/** Reads the accounts whenever it is called, and does nothing between two calls. */
export function sdkMetricsOf(delivering: readonly Delivering[]): () => readonly MetricPoints[] {
  const startTime = systemClock.wall();
  return () => {
    const counted = delivering.flatMap(({ exporter, account }) =>
      account === undefined ? [] : { exporter, signal: account.signal, balance: account.balance },
    );
    return (['spans', 'metrics'] as const).flatMap((signal) => {
      const own = counted.filter((one) => one.signal === signal);
      return own.length === 0 ? [] : [exported(signal, own, startTime), inflight(signal, own, startTime)];
    });
  };
}

interface Counted {
  readonly exporter: string;
  readonly balance: Balance;
}

function exported(signal: Signal, counted: readonly Counted[], startTime: number): MetricPoints {
  const { name, unit, items } = OF_SIGNAL[signal];
  const points = counted.flatMap(({ exporter, balance: { delivered, rejected, dropped } }) =>
    [['', delivered] as const, ['rejected', rejected] as const, ...Object.entries(dropped)]
      .filter(([reason, count]) => reason === '' || count > 0)
      .map(([reason, count]) => pointOf(exporter, reason, count, startTime)),
  );
  return {
    metric: {
      ...DESCRIBED,
      name: `otel.sdk.exporter.${name}.exported`,
      kind: 'counter',
      unit,
      description: `The ${items} whose export is over: delivered, or with error.type rejected or given up.`,
    },
    temporality: 'cumulative',
    points,
  };
}

function inflight(signal: Signal, counted: readonly Counted[], startTime: number): MetricPoints {
  const { name, unit, items } = OF_SIGNAL[signal];
  return {
    metric: {
      ...DESCRIBED,
      name: `otel.sdk.exporter.${name}.inflight`,
      kind: 'upDownCounter',
      unit,
      description: `The ${items} that wait to be delivered, in memory and on disk.`,
    },
    temporality: 'cumulative',
    points: counted.map(({ exporter, balance: { pending, spooled } }) =>
      pointOf(exporter, '', pending + spooled, startTime),
    ),
  };
}

const DESCRIBED = { scope: SCOPE, scopeVersion: '', valueType: 'int' } as const;

function pointOf(exporter: string, reason: string, value: number, startTime: number): SeriesPoint {
  return {
    attributes: { 'otel.component.name': exporter, ...(reason === '' ? {} : { 'error.type': reason }) },
    value,
    startTime,
    exemplars: [],
  };
}
