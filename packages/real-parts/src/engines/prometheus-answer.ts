/** One series of an answer. NaN and the infinities are themselves. */
export interface PrometheusSample {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN of a native histogram. */
  readonly value: number;
  /** Of a native histogram only. */
  readonly histogram?: PrometheusHistogram;
}

/** What a native histogram holds, the buckets in the order of their values. */
export interface PrometheusHistogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly { readonly above: number; readonly upTo: number; readonly count: number }[];
}

/** What a server that speaks Prometheus' HTTP API answers to a query. */
export type QueryData =
  | { readonly resultType: 'scalar'; readonly result: Pair<string> }
  | { readonly resultType: 'vector'; readonly result: readonly Series[] };

interface Series {
  readonly metric: Record<string, string>;
  readonly value?: Pair<string>;
  readonly histogram?: Pair<HistogramData>;
}

interface HistogramData {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [boundaries: number, above: string, upTo: string, count: string])[];
}

type Pair<T> = readonly [time: number, value: T];

export function samplesOf(data: QueryData): readonly PrometheusSample[] {
  if (data.resultType === 'scalar') return [{ labels: {}, value: numberOf(data.result[1]) }];
  return data.result.map(({ metric, value, histogram }) =>
    histogram === undefined
      ? { labels: metric, value: numberOf(value![1]) }
      : { labels: metric, value: Number.NaN, histogram: histogramOf(histogram[1]) },
  );
}

function histogramOf({ count, sum, buckets = [] }: HistogramData): PrometheusHistogram {
  return {
    count: numberOf(count),
    sum: numberOf(sum),
    buckets: buckets.map(([_, above, upTo, held]) => ({
      // The zero bucket of nothing but zero begins at -0.
      above: numberOf(above) + 0,
      upTo: numberOf(upTo),
      count: numberOf(held),
    })),
  };
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
