import type { Attributes, Context, Link, Span, SpanKind, TraceState } from '@opentelemetry/api';
import type { SpanLimits } from './guard/span-limits.js';

/** What is asked of an SDK's sampler. */
export interface SamplerLike {
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): {
    /** 0 not recorded, 1 recorded, 2 recorded and sampled. */
    readonly decision: number;
    readonly attributes?: Readonly<Attributes>;
    readonly traceState?: TraceState;
  };
}

/** The parts of a tracer provider, for spans that are made without its tracer. */
export interface SpanPipeline {
  readonly sampler: SamplerLike;
  /** Whether the sampler decides over roots by their trace id; where not, none is made for a root that is not sampled. */
  readonly samplesByTraceId: boolean;
  readonly resource: unknown;
  readonly scope: { readonly name: string; readonly version?: string };
  readonly limits: SpanLimits;
  /** Told of a span that begins, where it is sampled. */
  readonly onStart: (span: Span, parent: Context) => void;
  /** Told of a span that has ended, where it is sampled. */
  readonly onEnd: (span: Span) => void;
}
