import type { FnTrace, SpanOfCall, SpanPort, StartingCall } from '../src/index.js';

/** One span as it was opened and closed. */
export interface RecordedSpan {
  readonly fnName: string;
  /** The span that was active when it was opened. */
  readonly parent: string | undefined;
  readonly scheduledBy: string | undefined;
  trace: FnTrace | undefined;
}

export interface RecordedSpans extends SpanPort {
  readonly spans: readonly RecordedSpan[];
  /** The name of the span whose code runs. */
  active(): string | undefined;
}

/** A span port that writes down what it is asked, with a reference to each span that is its name. */
export function recordedSpans(): RecordedSpans {
  const spans: RecordedSpan[] = [];
  let active: string | undefined;
  return {
    spans,
    active: () => active,
    open({ fnName, scheduledBy }: StartingCall): SpanOfCall {
      const span: RecordedSpan = { fnName, parent: active, scheduledBy, trace: undefined };
      spans.push(span);
      return {
        run(body) {
          const before = active;
          active = fnName;
          try {
            return body();
          } finally {
            active = before;
          }
        },
        close(trace) {
          span.trace = trace;
        },
        reference: () => `span of ${fnName}`,
      };
    },
  };
}
