import {
  type Attributes,
  type Context,
  context,
  INVALID_TRACEID,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { checkOptions } from '@portcall/core/internal';
import type { SpanOfCall, SpanPort, StartingCall } from '@portcall/trace';
import { isTracingSuppressed } from '../propagation/suppression.js';
import { NOT_RECORD, RECORD_AND_SAMPLED } from '../tracer/sampling/sampler.js';
import { callKind, startAttributes } from './call-rendering.js';
import { CallSpan } from './call-span.js';
import { GuardedSpan } from './guard/guarded-span.js';
import { hrTimeOf } from './hr-time.js';
import { checkedDbOps, type DbOps, type Rendering } from './op-rendering.js';
import { SilentCall, WrittenCall } from './open-call.js';
import { SpanIdentity } from './span-ids.js';
import type { SpanPipeline } from './span-pipeline.js';
import { fromTraceparent } from './traceparent.js';

export interface SpansOptions {
  /** @default the global provider's, whichever that is */
  readonly tracer?: Tracer;
  /** How database operations show. @default 'events' */
  readonly dbOps?: DbOps;
  /** The parts of the tracer's provider, where they are known: spans of calls are then views of their records. */
  readonly pipeline?: SpanPipeline;
  /** Whether OpenTelemetry's context manager reads what is carried with the call (`carriedContext()`). @default false */
  readonly carried?: boolean;
}

/**
 * One span per call, open while the body runs, so that spans the body starts become its children. Status: `ok` and
 * `abandoned` leave it unset; `error` and `rolled_back` are errors, with their code as `error.type`. Operations become events
 * or child spans with the stable database attributes; as an SDK keeps 128 events of a span, their sums are attributes always.
 *
 * A call that is not sampled costs no events and no attributes.
 *
 * @throws Error for an unknown form of operations, and for unknown options
 * @see https://opentelemetry.io/docs/specs/semconv/database/
 */
export function otelSpans(options: SpansOptions = {}): SpanPort {
  checkOptions(options, { tracer: true, dbOps: true, pipeline: true, carried: true }, 'otelSpans()');
  const { tracer = trace.getTracer('portcall'), pipeline, carried = false } = options;
  const dbOps = checkedDbOps(options.dbOps);
  const rendering: Rendering = { tracer, opsAreEvents: dbOps !== 'spans', opsAreSpans: dbOps !== 'events', carried };
  return {
    open(call) {
      // A scheduled call begins a trace of its own: what scheduled it may have ended days ago.
      const active = carried ? ((call.outerContext as Context | undefined) ?? ROOT_CONTEXT) : context.active();
      const parent = call.isScheduled ? trace.deleteSpan(active) : active;
      return pipeline !== undefined && (parent === ROOT_CONTEXT || !isTracingSuppressed(parent))
        ? openView(call, parent, pipeline, rendering)
        : openByTracer(call, parent, rendering);
    },
  };
}

// What most calls have; to make them anew for each would cost more than the rest of what is asked.
const NO_LINKS = Object.freeze([]) as readonly Link[] as Link[];
const NO_ATTRIBUTES: Attributes = Object.freeze({});

/** Asks the sampler, as a tracer does, and makes no more of a span than its answer needs. */
function openView(call: StartingCall, parent: Context, pipeline: SpanPipeline, rendering: Rendering): SpanOfCall {
  const { sampler, samplesByTraceId, samplesByContent = false, ids: source } = pipeline;
  const active = parent === ROOT_CONTEXT ? undefined : trace.getSpan(parent);
  const own = active instanceof GuardedSpan ? active.ids : undefined;
  const other = active === undefined || own !== undefined ? undefined : validContextOf(active);
  const root = samplesByTraceId && own === undefined && other === undefined ? newRoot(source) : undefined;
  const traceId = other?.traceId ?? (samplesByTraceId ? (own ?? root)?.traceId : undefined);
  const links = linksOf(call);
  const asked = sampler.shouldSample(
    parent,
    traceId ?? INVALID_TRACEID,
    call.fnName,
    callKind(call),
    samplesByContent ? startAttributes(call) : NO_ATTRIBUTES,
    samplesByContent ? [...links] : links,
  );
  if (asked.decision === NOT_RECORD) return new SilentCall(parent, rendering, other ?? own?.spanContext(), traceId);
  const caller = other === undefined ? own : SpanIdentity.of(other);
  const ids = caller === undefined ? (root ?? newRoot(source)) : (source?.below(caller) ?? caller.another());
  if (asked.decision === RECORD_AND_SAMPLED) ids.traceFlags = 1;
  ids.traceState = asked.traceState ?? caller?.traceState;
  const span = new CallSpan(call.fnName, pipeline, rendering, parent, ids, caller, call.startedAtPrecisely);
  for (const link of links) span.addLink(link);
  if (asked.attributes !== undefined) span.setAttributes(asked.attributes as Attributes);
  if (pipeline.isWatched === true) span.begun = call;
  pipeline.onStart(span, parent);
  return span;
}

function newRoot(source: SpanPipeline['ids']): SpanIdentity {
  return source?.root() ?? SpanIdentity.root();
}

function validContextOf(span: Span): SpanContext | undefined {
  const spanContext = span.spanContext();
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

function openByTracer(call: StartingCall, parent: Context, rendering: Rendering): SpanOfCall {
  const options = {
    kind: callKind(call),
    ...(call.attributes && { attributes: { ...call.attributes } }),
    startTime: hrTimeOf(call.startedAtPrecisely),
    links: [...linksOf(call)],
  };
  return new WrittenCall(parent, rendering, rendering.tracer.startSpan(call.fnName, options, parent));
}

function linksOf({ scheduledBy }: StartingCall): Link[] {
  const scheduler = scheduledBy === undefined ? undefined : fromTraceparent(scheduledBy);
  return scheduler === undefined ? NO_LINKS : [{ context: scheduler }];
}
