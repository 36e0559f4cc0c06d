import type { Context } from '@opentelemetry/api';
import type { IdSource } from '../tracer/id-source.js';
import type { Resource } from '../tracer/readable-span.js';
import type { Sampler } from '../tracer/sampling/sampler.js';
import type { GuardedSpan } from './guard/guarded-span.js';
import type { SpanLimits } from './guard/span-limits.js';

/** The parts of a tracer provider, for the spans of its tracers and for those of calls, which are made without one. */
export interface SpanPipeline {
  readonly sampler: Sampler;
  /** Whether the sampler decides over roots by their trace id; where not, none is made for a root that is not sampled. */
  readonly samplesByTraceId: boolean;
  /** Whether the sampler looks at what a span begins with, its attributes and links. @default false */
  readonly samplesByContent?: boolean;
  /** @default random ones */
  readonly ids?: IdSource;
  readonly resource: Resource;
  readonly scope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
  readonly limits: SpanLimits;
  /** Whether somebody looks at spans before they end, who is then shown what a call begins with. @default false */
  readonly isWatched?: boolean;
  /** Told of a span that begins, where it is recorded. */
  readonly onStart: (span: GuardedSpan, parent: Context) => void;
  /** Told of a span that is recorded before it has ended, to write to it for the last time. @default nobody is told */
  readonly onEnding?: ((span: GuardedSpan) => void) | undefined;
  /** Told of a span that has ended, where it was recorded. */
  readonly onEnd: (span: GuardedSpan) => void;
  /** Told of a span that has ended and that nobody is to have, instead. @default nobody is told */
  readonly onDiscard?: ((span: GuardedSpan) => void) | undefined;
}
