/** What one place knows of metrics: by metric, then by series. */
export type Reading = ReadonlyMap<string, ReadonlyMap<string, Measured>>;

/** A series' number, or what a histogram has counted of how much. */
export interface Measured {
  readonly count: number | undefined;
  readonly sum: number;
}

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
export function readMetrics(requests: readonly OtlpMetrics[]): Reading {
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

/** The same text for the same attributes, in whatever order they come. */
export function seriesKey(attributes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
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
