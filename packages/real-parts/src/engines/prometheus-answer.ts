/** One series of an answer. NaN and the infinities are themselves. */
export interface PrometheusSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a server that speaks Prometheus' HTTP API answers to a query. */
export type QueryData =
  | { readonly resultType: 'scalar'; readonly result: Pair }
  | { readonly resultType: 'vector'; readonly result: readonly { metric: Record<string, string>; value: Pair }[] };

type Pair = readonly [time: number, value: string];

export function samplesOf(data: QueryData): readonly PrometheusSample[] {
  if (data.resultType === 'scalar') return [{ labels: {}, value: numberOf(data.result[1]) }];
  return data.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }));
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
