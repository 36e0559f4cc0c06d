/*
 * Numbers of the fields of io.prometheus.client.
 * Source: https://github.com/prometheus/client_model/blob/v0.6.3/io/prometheus/client/metrics.proto
 */

export const FAMILY = { name: 1, help: 2, type: 3, metric: 4, unit: 5 } as const;
export const TYPE = { counter: 0, gauge: 1, histogram: 4 } as const;
export const METRIC = { label: 1, gauge: 2, counter: 3, histogram: 7 } as const;
export const LABEL = { name: 1, value: 2 } as const;
/** Of counters and gauges alike. */
export const NUMBER = { value: 1, exemplar: 2, created: 3 } as const;
export const HISTOGRAM = {
  count: 1,
  sum: 2,
  bucket: 3,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  negative: { span: 9, delta: 10 },
  positive: { span: 12, delta: 13 },
  created: 15,
  exemplar: 16,
} as const;
export const BUCKET = { count: 1, bound: 2, exemplar: 3 } as const;
export const SPAN = { offset: 1, length: 2 } as const;
export const EXEMPLAR = { label: 1, value: 2, time: 3 } as const;
export const TIMESTAMP = { seconds: 1, nanos: 2 } as const;
