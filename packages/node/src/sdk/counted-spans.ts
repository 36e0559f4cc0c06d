import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { ReadableSpan, SpanExporter, SpanProcessor } from './trace-sdk.js';

export interface SpanQueue {
  /** Whose spans these are, in problems. */
  readonly name: string;
  /** How many spans may wait; the processor must hold as many. */
  readonly size: number;
  /** Makes the batch processor around the exporter it is given. */
  readonly processor: (exporter: SpanExporter) => SpanProcessor;
}

/**
 * A batch processor that counts and reports the spans it loses: past its queue size, in exports that fail, and after its
 * shutdown. OpenTelemetry's own drops them without a word.
 */
export function countedSpans(exporter: SpanExporter, { name, size, processor: make }: SpanQueue): SpanProcessor {
  let waiting = 0;
  let open = true;
  // Runs for every span of an overload: its text is made once.
  const lost = (reason: keyof typeof LOST, why: () => string, fix: string, count: number): void =>
    report({
      key: LOST[reason],
      about: name,
      message: () => `${name}: spans are lost because ${why()}; ${fix}`,
      count,
    });

  const counted: SpanExporter = {
    export(spans, done) {
      waiting -= spans.length;
      const finish: typeof done = (result) => {
        if (result.code !== SUCCESS)
          lost('failed', () => `they could not be delivered (${shown(result.error)})`, 'fix the error', spans.length);
        done(result);
      };
      try {
        exporter.export(spans, finish);
      } catch (error) {
        finish({ code: FAILED, error: error instanceof Error ? error : new Error(shown(error)) });
      }
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
  const processor = make(counted);

  return {
    onStart: (span, context) => processor.onStart(span, context),
    onEnd(span: ReadableSpan) {
      if ((span.spanContext().traceFlags & SAMPLED) === 0) return;
      if (!open) {
        lost('closed', () => 'they ended after telemetry was shut down', 'shut telemetry down last', 1);
      } else if (waiting >= size) {
        lost('queue', () => `more than ${size} wait to be exported`, 'raise OTEL_BSP_MAX_QUEUE_SIZE', 1);
      } else {
        waiting += 1;
        processor.onEnd(span);
      }
    },
    async forceFlush() {
      await processor.forceFlush();
      // The processor waits for the batches it starts now, and not for the one that is under way.
      await exporter.forceFlush?.();
    },
    shutdown() {
      open = false;
      return processor.shutdown();
    },
  };
}

const LOST = { failed: 'export.spans_failed', closed: 'export.spans_closed', queue: 'export.spans_queue' } as const;
const SAMPLED = 1; // the trace flag of W3C Trace Context
// OpenTelemetry's ExportResultCode, as numbers so that nothing is loaded for them.
const SUCCESS = 0;
const FAILED = 1;
