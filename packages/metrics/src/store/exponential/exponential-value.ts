/**
 * What a histogram with exponential buckets has counted in one series. Bucket `offset + i` holds values above
 * `base ** (offset + i)` and up to `base ** (offset + i + 1)`, where `base` is `2 ** 2 ** -scale`.
 * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export interface ExponentialValue {
  readonly count: number;
  readonly sum: number;
  /** Not finite while nothing is counted, and where it is not known. */
  readonly min: number;
  /** Not finite while nothing is counted, and where it is not known. */
  readonly max: number;
  /** From 20, the finest, down to -10; 0 where no bucket holds a value. */
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
}

export interface ExponentialBuckets {
  readonly offset: number;
  readonly counts: ArrayLike<number>;
}

/** Where no bucket holds a value. */
export const NO_BUCKETS: ExponentialBuckets = Object.freeze({ offset: 0, counts: Object.freeze([]) });
