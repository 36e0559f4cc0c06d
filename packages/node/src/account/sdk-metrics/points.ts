import type { HistogramValue, MetricPoints, SeriesPoint } from '@portcall/metrics';

type Attributes = SeriesPoint['attributes'];

/** What is said of one component, and what it has counted. */
export interface Said<V> {
  readonly attributes: Attributes;
  readonly value: V;
}

/** How often something was done, and how many seconds all of it took. */
export interface Durations {
  readonly count: number;
  readonly seconds: number;
}

interface Described {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

/** No list for a metric of which there is nothing to say. */
export function counterOf(described: Described, startTime: number, said: readonly Said<number>[]): MetricPoints[] {
  return metricOf('counter', described, startTime, said);
}

export function upDownCounterOf(
  described: Described,
  startTime: number,
  said: readonly Said<number>[],
): MetricPoints[] {
  return metricOf('upDownCounter', described, startTime, said);
}

/** Without boundaries, as OpenTelemetry's SDK has it: count and sum alone. */
export function histogramOf(described: Described, startTime: number, said: readonly Said<Durations>[]): MetricPoints[] {
  const values = said.map(({ attributes, value }) => ({ attributes, value: histogramValue(value) }));
  return metricOf('histogram', described, startTime, values);
}

function histogramValue({ count, seconds }: Durations): HistogramValue {
  return {
    count,
    sum: seconds,
    // Not known: what was shortest since the beginning says little.
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    boundaries: [],
    buckets: [count],
  };
}

function metricOf(
  kind: 'counter' | 'upDownCounter' | 'histogram',
  described: Described,
  startTime: number,
  said: readonly Said<number | HistogramValue>[],
): MetricPoints[] {
  if (said.length === 0) return [];
  const valueType = kind === 'histogram' ? 'double' : 'int';
  const metric = { ...described, scope: '@portcall/node', scopeVersion: '', kind, valueType } as const;
  const points = said.map(({ attributes, value }) => ({ attributes, value, startTime, exemplars: [] }));
  return [{ metric, temporality: 'cumulative', points }];
}
