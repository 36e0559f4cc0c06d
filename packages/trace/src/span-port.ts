import type { CallStart, FnTrace } from './record/fn-trace.js';

/** A call about to run, as whoever opens its span needs it. */
export interface StartingCall extends CallStart {
  /** Milliseconds since 1970, with fractions. */
  readonly startedAtPrecisely: number;
  /** Whether the call was scheduled: it begins a trace of its own, wherever it runs. */
  readonly isScheduled: boolean;
  /** What async context carries where the call is made. */
  readonly outerContext: object | undefined;
  /** The span that scheduled this call, as `SpanOfCall.reference` gave it. */
  readonly scheduledBy: string | undefined;
}

/** Opens and closes the span of a call. What it throws stays in it: the app's results are its own. */
export interface SpanPort {
  /** Called before the body, so that spans the body opens become its children. */
  open(call: StartingCall): SpanOfCall;
}

/** As W3C Trace Context spells them: 32 and 16 hexadecimal digits. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

export interface SpanOfCall {
  /**
   * What async context carries inside the span, for whoever reads it with `carriedContext()`. Where it is given, `run` is
   * not called: one run through async context does for the call and its span.
   */
  readonly context?: object | undefined;
  /** Runs the body, or a part of it, inside the span. Must call it once, and give what it gives. */
  run<T>(body: () => T): T;
  /**
   * What was thrown and leaves the call, told before it is closed; what is wanted of it, such as its stack, is read now and the rest let go.
   * Absent where nobody wants to know, as for a call that is not sampled.
   */
  failed?(thrown: unknown): void;
  /** The call is called otherwise from now on. Absent where nobody wants to know. */
  rename?(fnName: string, before: string): void;
  /**
   * Absent where there is nothing to close.
   * @param trace as it is recorded, as a `TraceSink` gets it
   * @param startedAtPrecisely the start the span was opened with
   */
  close?(trace: FnTrace, startedAtPrecisely: number): void;
  /** The call is told to nobody, and so is its span. Absent where there is nothing to let go of. */
  discard?(trace: FnTrace): void;
  /** What a later call links back with, as text that can be stored; undefined where nothing can be linked to. */
  reference(): string | undefined;
  /**
   * For log lines, and for the trace of a call whose span is closed, which reads them when it is read itself. Absent or
   * undefined where it has none.
   */
  spanIds?(): SpanIds | undefined;
}

/** Opens nothing. */
export const noSpan: SpanOfCall = Object.freeze({
  run: <T>(body: () => T): T => body(),
  reference: () => undefined,
});

export const noSpans: SpanPort = Object.freeze({ open: () => noSpan });
