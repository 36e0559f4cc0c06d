import { type Measured, type Reading, seriesKey } from './reading.js';

/** A metrics request as the sink decodes it: the messages of opentelemetry/proto/metrics/v1, zeros left out. */
export interface OtlpMetrics {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly { readonly metrics?: readonly Metric[] }[];
  }[];
}

interface Metric {
  readonly name: string;
  readonly sum?: MetricData;
  readonly gauge?: MetricData;
  readonly histogram?: MetricData;
}

interface MetricData {
  /** 1 delta, 2 cumulative. */
  readonly aggregationTemporality?: number;
  readonly dataPoints?: readonly DataPoint[];
}

interface DataPoint {
  readonly attributes?: readonly { readonly key: string; readonly value?: { readonly stringValue?: string } }[];
  /** 64-bit integers come as objects that know their decimal text. */
  readonly asInt?: object | number;
  readonly asDouble?: number;
  readonly count?: object | number;
  readonly sum?: number;
}

const DELTA = 1;

/** What a receiver knows after these requests: of a cumulative series the last point, of a delta series their sum. */
export function readOtlp(requests: readonly OtlpMetrics[]): Reading {
  const reading = new Map<string, Map<string, Measured>>();
  for (const { name, sum, gauge, histogram } of requests.flatMap(metricsOf)) {
    const { aggregationTemporality, dataPoints = [] } = sum ?? gauge ?? histogram ?? {};
    const series = reading.get(name) ?? new Map<string, Measured>();
    reading.set(name, series);
    for (const point of dataPoints) {
      const key = seriesKey(
        Object.fromEntries((point.attributes ?? []).map(({ key, value }) => [key, value?.stringValue])),
      );
      const measured = histogram === undefined ? numberOf(point) : distributionOf(point);
      const before = aggregationTemporality === DELTA ? series.get(key) : undefined;
      series.set(key, before === undefined ? measured : together(before, measured));
    }
  }
  return reading;
}

function metricsOf({ resourceMetrics = [] }: OtlpMetrics): readonly Metric[] {
  return resourceMetrics.flatMap(({ scopeMetrics = [] }) => scopeMetrics.flatMap(({ metrics = [] }) => metrics));
}

function numberOf({ asInt, asDouble = 0 }: DataPoint): Measured {
  return { count: undefined, sum: asInt === undefined ? asDouble : Number(asInt) };
}

function distributionOf({ count = 0, sum = 0 }: DataPoint): Measured {
  return { count: Number(count), sum };
}

function together(a: Measured, b: Measured): Measured {
  return { count: a.count === undefined ? undefined : a.count + (b.count ?? 0), sum: a.sum + b.sum };
}
