import type { SpanContext, TraceState } from '@opentelemetry/api';
import type { SpanIds } from '@portcall/trace';

/**
 * Which span it is, and in which trace: ids as numbers, of 32 bits each. Their text is made when somebody asks for it, and their
 * bytes are written without it: most spans are delivered before anybody has read their ids.
 */
export class SpanIdentity implements SpanIds {
  // Declared and assigned: a field that is defined costs more, and this is made for every span of a call.
  declare traceFlags: number;
  declare traceState: TraceState | undefined;
  declare private known: SpanContext | undefined;

  private constructor(
    private readonly trace0: number,
    private readonly trace1: number,
    private readonly trace2: number,
    private readonly trace3: number,
    private readonly span0: number,
    private readonly span1: number,
    /** As the trace was given by somebody else, who may write it in capitals. */
    private readonly traceText: string | undefined,
  ) {
    this.traceFlags = 0;
    this.traceState = undefined;
    this.known = undefined;
  }

  /** The first span of a trace. */
  static root(): SpanIdentity {
    return new SpanIdentity(some(), random(), random(), random(), some(), random(), undefined);
  }

  /** Of a span of somebody else's. */
  static of(context: SpanContext): SpanIdentity {
    const identity = SpanIdentity.named(context.traceId, context.spanId);
    identity.traceFlags = context.traceFlags;
    identity.traceState = context.traceState;
    identity.known = context;
    return identity;
  }

  /** Of a new span that somebody else has named. */
  static named(traceId: string, spanId: string): SpanIdentity {
    const [trace0, trace1, trace2, trace3] = [0, 8, 16, 24].map((at) => numberAt(traceId, at)) as Four;
    return new SpanIdentity(trace0, trace1, trace2, trace3, numberAt(spanId, 0), numberAt(spanId, 8), traceId);
  }

  /** Another span of the same trace. */
  another(): SpanIdentity {
    const { trace0, trace1, trace2, trace3, traceText } = this;
    return new SpanIdentity(trace0, trace1, trace2, trace3, some(), random(), traceText);
  }

  get traceId(): string {
    return this.traceText ?? textOf(this.trace0) + textOf(this.trace1) + textOf(this.trace2) + textOf(this.trace3);
  }

  get spanId(): string {
    return this.known?.spanId ?? textOf(this.span0) + textOf(this.span1);
  }

  get isRemote(): boolean {
    return this.known?.isRemote === true;
  }

  /** A plain object: whoever gets it may spread it. Its flags and state must be known by now. */
  spanContext(): SpanContext {
    this.known ??= this.plain();
    return this.known;
  }

  /** Sixteen bytes. */
  putTraceId(into: DataView, at: number): void {
    into.setInt32(at, this.trace0);
    into.setInt32(at + 4, this.trace1);
    into.setInt32(at + 8, this.trace2);
    into.setInt32(at + 12, this.trace3);
  }

  /** Eight bytes. */
  putSpanId(into: DataView, at: number): void {
    into.setInt32(at, this.span0);
    into.setInt32(at + 4, this.span1);
  }

  private plain(): SpanContext {
    const { traceId, spanId, traceFlags, traceState } = this;
    return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
  }
}

type Four = [number, number, number, number];

/** Random ids for spans, as an SDK's id generator. */
export const spanIds: { readonly generateTraceId: () => string; readonly generateSpanId: () => string } = Object.freeze(
  {
    generateTraceId: (): string => textOf(some()) + textOf(random()) + textOf(random()) + textOf(random()),
    generateSpanId: (): string => textOf(some()) + textOf(random()),
  },
);

/** From -2^31 to 2^31 - 1: what an object holds without a number of its own in memory. */
function random(): number {
  return (Math.random() * 0x1_0000_0000) | 0;
}

/** Not zero: an id of nothing but zeros is invalid. */
function some(): number {
  return random() || 1;
}

const BYTES = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

function textOf(number: number): string {
  return `${BYTES[number >>> 24]}${BYTES[(number >>> 16) & 0xff]}${BYTES[(number >>> 8) & 0xff]}${BYTES[number & 0xff]}`;
}

function numberAt(digits: string, at: number): number {
  return Number.parseInt(digits.slice(at, at + 8), 16) | 0;
}
