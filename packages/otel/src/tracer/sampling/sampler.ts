import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';

/** What a sampler says of a span that is to begin. */
export interface SamplingResult {
  /** 0 not recorded, 1 recorded, 2 recorded and sampled: OpenTelemetry's `SamplingDecision`. */
  readonly decision: number;
  /** What it adds to the span. */
  readonly attributes?: Readonly<Attributes>;
  /** In place of the parent's. */
  readonly traceState?: TraceState;
}

/** Decides which spans are recorded: every `Sampler` of OpenTelemetry's SDK is one. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult;
  toString(): string;
}

// Decisions as numbers: the API's enumeration of them is deprecated.
export const NOT_RECORD = 0;
export const RECORD_AND_SAMPLED = 2;

/** One object for all spans: the answer has nothing that is about one of them. */
export const NOT_RECORDED: SamplingResult = Object.freeze({ decision: NOT_RECORD });
export const SAMPLED: SamplingResult = Object.freeze({ decision: RECORD_AND_SAMPLED });
