import { type Context, INVALID_TRACEID, isSpanContextValid, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { SpanPipeline } from '@portcall/otel/internal';

type Sampler = SpanPipeline['sampler'];

/** The spans that were begun, by what the sampler decided and by whose child they are. */
export class StartedSpans {
  /** By decision, and within one by origin. */
  private readonly counts = new Float64Array(DECISIONS.length * ORIGINS.length);

  /** The same sampler, counted: it is asked for every span, of calls and of others, and knows its parent. */
  countedBy(sampler: Sampler): Sampler {
    const { counts } = this;
    return {
      shouldSample(parent, traceId, name, kind, attributes, links) {
        const asked = sampler.shouldSample(parent, traceId, name, kind, attributes, links);
        const at = asked.decision * ORIGINS.length + originOf(parent);
        counts[at] = (counts[at] as number) + 1;
        return asked;
      },
    };
  }

  /** Those there were any of. */
  get byKind(): readonly { readonly result: string; readonly origin: string; readonly count: number }[] {
    return DECISIONS.flatMap((result, decision) =>
      ORIGINS.map((origin, index) => ({
        result,
        origin,
        count: this.counts[decision * ORIGINS.length + index] as number,
      })),
    ).filter(({ count }) => count > 0);
  }
}

// As the numbers of the SDK's SamplingDecision.
const DECISIONS = ['DROP', 'RECORD_ONLY', 'RECORD_AND_SAMPLE'] as const;
const ORIGINS = ['none', 'local', 'remote'] as const;
const [NONE, LOCAL, REMOTE] = [0, 1, 2];

// For every span: what costs something is asked last. To see whether ids are valid is to read them all.
function originOf(parent: Context): number {
  if (parent === ROOT_CONTEXT) return NONE;
  const span = trace.getSpan(parent);
  if (span === undefined) return NONE;
  // What records is of this process, and asked for its context it may have to make one.
  if (span.isRecording()) return LOCAL;
  const spanContext = span.spanContext();
  if (spanContext.isRemote === true) return isSpanContextValid(spanContext) ? REMOTE : NONE;
  return spanContext.traceId === INVALID_TRACEID ? NONE : LOCAL;
}
