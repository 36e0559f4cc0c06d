import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@portcall/otel';
import { suppressTracing } from '@portcall/otel/internal';
import { untraced } from '@portcall/trace';
import type { Delivering } from '../end/delivering.js';
import type { SpanBatching } from '../settings/span-batching.js';
import type { SpanWaiting } from './span-waiting.js';

/**
 * What waits for one exporter: finished spans, which it gets in batches, one after the other and never within the call that
 * ended the last of them. Spans that are lost are counted and reported: past the size of the queue, in an export that fails
 * or takes too long, and after the shutdown.
 */
export class SpanQueue implements SpanProcessor, SpanWaiting {
  queueFull = 0;
  alreadyShutdown = 0;
  /** Finished spans that are not for the exporter. */
  unsampled = 0;
  private waiting: ReadableSpan[] = [];
  /** Spans ever given to the exporter, and those of exports that are over. */
  private taken = 0;
  private answered = 0;
  private underWay: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private turn: NodeJS.Immediate | undefined;
  private isOpen = true;
  private ended: Promise<void> | undefined;

  /** @param name of the exporter, in problems */
  constructor(
    private readonly name: string,
    private readonly exporter: SpanExporter,
    private readonly batching: SpanBatching,
  ) {}

  get size(): number {
    return this.waiting.length;
  }

  get capacity(): number {
    return this.batching.queueSize;
  }

  get processed(): number {
    return this.taken + this.unsampled;
  }

  /** Failing exports are reported where the spans are counted. */
  get delivering(): Delivering {
    return {
      what: `the spans of ${this.name}`,
      exporter: this.name,
      waiting: this,
      flush: () => this.forceFlush().catch(() => {}),
      shutdown: () => this.shutdown().catch(() => {}),
    };
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) !== 0) this.add(span);
    else this.unsampled += 1;
  }

  /** A span that is sampled. Never throws. */
  add(span: ReadableSpan): void {
    const { waiting, batching } = this;
    if (!this.isOpen) this.lose('closed', 1);
    else if (waiting.length >= batching.queueSize) this.lose('queue', 1);
    else {
      waiting.push(span);
      if (waiting.length === 1 || waiting.length === batching.batchSize) this.plan();
    }
  }

  /** Once everything that has ended so far is delivered, or lost. */
  async forceFlush(): Promise<void> {
    if (this.ended !== undefined) return this.ended;
    await this.drain();
    await this.exporter.forceFlush?.();
  }

  /** Delivers what there is; nothing is taken any more. */
  shutdown(): Promise<void> {
    this.isOpen = false;
    this.ended ??= this.drain().then(() => this.exporter.shutdown());
    return this.ended;
  }

  private async drain(): Promise<void> {
    const all = this.taken + this.waiting.length;
    while (this.answered < all) await this.exportNext();
  }

  private plan(): void {
    const { underWay, waiting, batching } = this;
    // Whoever is under way plans when it is over.
    if (underWay !== undefined || waiting.length === 0) return;
    if (waiting.length >= batching.batchSize) this.turn ??= setImmediate(() => void this.exportNext());
    else this.timer ??= setTimeout(() => void this.exportNext(), batching.delayMillis).unref();
  }

  /** The export under way, or else the next one. */
  private exportNext(): Promise<void> {
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    this.timer = undefined;
    this.turn = undefined;
    this.underWay ??= this.exported(this.next()).finally(() => {
      this.underWay = undefined;
      this.plan();
    });
    return this.underWay;
  }

  private next(): ReadableSpan[] {
    const { waiting, batching } = this;
    const spans = waiting.length > batching.batchSize ? waiting.splice(0, batching.batchSize) : waiting;
    if (spans === waiting) this.waiting = [];
    this.taken += spans.length;
    return spans;
  }

  private async exported(spans: ReadableSpan[]): Promise<void> {
    const failure = await failureOf(this.exporter, spans, this.batching.timeoutMillis);
    if (failure !== undefined) this.lose('failed', spans.length, failure.error);
    this.answered += spans.length;
  }

  // Runs for every span of an overload: its text is made once.
  private lose(reason: keyof typeof LOST, count: number, error?: unknown): void {
    const { name, batching } = this;
    const { why, fix } = LOST[reason];
    if (reason === 'queue') this.queueFull += count;
    if (reason === 'closed') this.alreadyShutdown += count;
    report({
      key: KEYS[reason],
      about: name,
      message: () => `${name}: spans are lost because ${why(batching, error)}; ${fix}`,
      count,
    });
  }
}

const KEYS = { failed: 'export.spans_failed', closed: 'export.spans_closed', queue: 'export.spans_queue' } as const;

interface Loss {
  readonly why: (batching: SpanBatching, error: unknown) => string;
  readonly fix: string;
}

const LOST: Readonly<Record<keyof typeof KEYS, Loss>> = {
  failed: { why: (_, error) => `they could not be delivered (${shown(error)})`, fix: 'fix the error' },
  closed: { why: () => 'they ended after telemetry was shut down', fix: 'shut telemetry down last' },
  queue: {
    why: ({ queueSize }) => `more than ${queueSize} wait to be exported`,
    fix: 'raise OTEL_BSP_MAX_QUEUE_SIZE',
  },
};

/** One export. What an exporter answers a second time, or too late, counts for nothing. @returns undefined where it went well */
function failureOf(
  exporter: SpanExporter,
  spans: ReadableSpan[],
  timeoutMillis: number,
): Promise<{ readonly error: unknown } | undefined> {
  return new Promise((resolve) => {
    const late = (): void => resolve({ error: `no answer within ${timeoutMillis} ms` });
    const timer = Number.isFinite(timeoutMillis) ? setTimeout(late, timeoutMillis).unref() : undefined;
    const end = (failure: { readonly error: unknown } | undefined): void => {
      clearTimeout(timer);
      resolve(failure);
    };
    try {
      withoutTracing(() => exporter.export(spans, ({ code, error }) => end(code === SUCCESS ? undefined : { error })));
    } catch (error) {
      end({ error });
    }
  });
}

const SILENCE = suppressTracing(ROOT_CONTEXT);

/** What an exporter does would give more spans, without an end. */
function withoutTracing(run: () => void): void {
  context.with(SILENCE, untraced, undefined, run);
}

const SAMPLED = 1; // the trace flag of W3C Trace Context
const SUCCESS = 0; // OpenTelemetry's ExportResultCode, as a number so that nothing is loaded for it
