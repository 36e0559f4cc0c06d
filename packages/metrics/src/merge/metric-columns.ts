import type { Exemplar } from '../store/exemplars/exemplar.js';
import type { ExponentialValue } from '../store/exponential/exponential-value.js';
import type { MetricDescription } from '../store/point.js';

/** What a histogram has beside its buckets: sum, min and max. */
export const TOTALS = 3;

/**
 * One metric of a cumulative reading as plain columns, to be sent to another process or thread by structured clone: the
 * values of attributes once each, and the numbers of all series side by side.
 */
export interface MetricColumns {
  readonly metric: MetricDescription;
  readonly keys: readonly string[];
  /** By key, the different values. */
  readonly values: readonly (readonly unknown[])[];
  /** For each series the place of its value of every key; -1 where it has none. */
  readonly ids: Int32Array;
  /** For each series since when it is counted. */
  readonly starts: Float64Array;
  /** Of numbers one for each series, of histograms with boundaries the buckets, the sum, the min and the max. */
  readonly numbers: Float64Array;
  /** Of histograms that have them. */
  readonly boundaries?: readonly number[];
  /** Of histograms with exponential buckets, one for each series. */
  readonly exponential?: readonly ExponentialValue[];
  /** With the series that they belong to. */
  readonly exemplars: readonly (readonly [series: number, exemplar: Exemplar])[];
}
