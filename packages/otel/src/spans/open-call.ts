import {
  type Context,
  context,
  INVALID_TRACEID,
  isSpanContextValid,
  type Span,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { FnTrace, SpanIds, SpanOfCall } from '@portcall/trace';
import { callAttributes, callEvents, callStatus } from './call-rendering.js';
import { stackOf } from './guard/exception-stack.js';
import { DEFAULT_SPAN_LIMITS } from './guard/span-limits.js';
import { hrTimeOf } from './hr-time.js';
import { makeOpSpans, type Rendering } from './op-rendering.js';
import { spanIds } from './span-ids.js';
import { SpanLayer } from './span-layer.js';
import { toTraceparent } from './traceparent.js';

/** The open span of a call that is not ours, and the context inside it: one object is both. */
abstract class CallLayer extends SpanLayer implements SpanOfCall {
  constructor(
    parent: Context,
    protected readonly rendering: Rendering,
  ) {
    super(parent);
  }

  get context(): Context | undefined {
    return this.rendering.carried ? this : undefined;
  }

  run<T>(body: () => T): T {
    return context.with(this, body);
  }

  reference(): string | undefined {
    return toTraceparent(this.span.spanContext());
  }

  spanIds(): SpanIds | undefined {
    const spanContext = this.span.spanContext();
    return spanContext.traceId === INVALID_TRACEID ? undefined : spanContext;
  }
}

/** A call that is not sampled. Its span exists once somebody inside wants to know that, to pass it on. */
export class SilentCall extends CallLayer {
  private known: Span | undefined;

  constructor(
    parent: Context,
    rendering: Rendering,
    private readonly caller: SpanContext | undefined,
    private readonly traceId: string | undefined,
  ) {
    super(parent, rendering);
  }

  protected get span(): Span {
    this.known ??= trace.wrapSpanContext(this.spanContext());
    return this.known;
  }

  private spanContext(): SpanContext {
    const traceId = this.traceId ?? this.caller?.traceId ?? spanIds.generateTraceId();
    const spanContext: SpanContext = { traceId, spanId: spanIds.generateSpanId(), traceFlags: 0 };
    if (this.caller?.traceState !== undefined) spanContext.traceState = this.caller.traceState;
    return spanContext;
  }
}

/** A call with a span of somebody else's tracer, into which the record is written where it is recorded. */
export class WrittenCall extends CallLayer {
  private stack: string | undefined;
  private isThrown = false;

  constructor(
    parent: Context,
    rendering: Rendering,
    protected readonly span: Span,
  ) {
    super(parent, rendering);
  }

  failed(thrown: unknown): void {
    this.isThrown = true;
    if (this.span.isRecording()) this.stack = stackOf(thrown);
  }

  rename(fnName: string): void {
    this.span.updateName(fnName);
  }

  close(call: FnTrace, startedAt: number): void {
    const { span } = this;
    if (span.isRecording()) {
      if (this.rendering.opsAreSpans) makeOpSpans(call, startedAt, this.rendering.tracer, this);
      span.setAttributes(callAttributes(call)).setStatus(callStatus(call));
      this.addEvents(call, startedAt);
    }
    span.end(hrTimeOf(startedAt + call.durationMs));
  }

  /** Whose tracer it is exports what has ended, and nothing that is open. */
  discard(): void {}

  /** No more than leave the app's own events where they are: past its limit an SDK drops the oldest. */
  private addEvents(call: FnTrace, startedAt: number): void {
    const { span, stack, isThrown, rendering } = this;
    const { opsAreEvents } = rendering;
    const events = callEvents(call, startedAt, { opsAreEvents, stack, withException: isThrown });
    const room = Math.max(0, DEFAULT_SPAN_LIMITS.eventCountLimit - eventsOf(span));
    for (const { name, attributes, time } of events.slice(Math.max(0, events.length - room))) {
      span.addEvent(name, attributes, time);
    }
  }
}

/** How many events a span has so far, where that can be read. */
function eventsOf(span: Span): number {
  const { events } = span as { readonly events?: unknown };
  return Array.isArray(events) ? events.length : 0;
}

/** The ids of the sampled span that a context holds, of a call or of anybody; undefined where it holds none. */
export function sampledIdsIn(context: Context): SpanIds | undefined {
  // Asked for its span it would make one.
  if (context instanceof SilentCall) return undefined;
  const spanContext = trace.getSpanContext(context);
  const isSampled = spanContext !== undefined && (spanContext.traceFlags & TraceFlags.SAMPLED) !== 0;
  return isSampled && isSpanContextValid(spanContext) ? spanContext : undefined;
}
