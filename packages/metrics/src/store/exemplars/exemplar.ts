/** One measurement of many, with the span it was made in. */
export interface Exemplar {
  readonly value: number;
  /** Milliseconds since 1970, with fractions. */
  readonly time: number;
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
}

/** Says in which span something is recorded. */
export interface SampledSpans {
  /** How many sampled spans are open in the process: while there are none, nothing is asked. */
  readonly open: number;
  /** The sampled span whose code runs; undefined outside of one. Asked once per bucket and interval, if it has an answer. */
  current(): Pick<Exemplar, 'traceId' | 'spanId'> | undefined;
}

export const NO_SPANS: SampledSpans = Object.freeze({ open: 0, current: () => undefined });
