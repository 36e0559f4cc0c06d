import { report } from '@portcall/core';
import type { SpansExport } from '@portcall/exporters';
import { FLUSH_TIMEOUT_MS } from '@portcall/exporters/internal';
import type { ReadableSpan, SpanProcessor } from '@portcall/otel';
import type { Delivering } from '../end/delivering.js';
import type { SpanBatching } from '../settings/span-batching.js';
import type { SpanWaiting } from './span-waiting.js';

/**
 * What waits to be encoded for one exporter: finished spans, handed over in batches, after a while or once there are enough
 * of them, and not within the call that ended the last of them unless more than the queue may hold end at once.
 */
export class SpanBatches implements SpanProcessor, SpanWaiting {
  /** Finished spans that are not for the exporter. */
  unsampled = 0;
  alreadyShutdown = 0;
  /** Never: more than it may hold are handed over. */
  readonly queueFull = 0;
  private taken = 0;
  private waiting: ReadableSpan[] = [];
  private timer: NodeJS.Timeout | undefined;
  private turn: NodeJS.Immediate | undefined;
  private isOpen = true;
  private readonly delayMillis: number;

  /** @param name of the exporter, in problems */
  constructor(
    private readonly name: string,
    readonly exporting: SpansExport,
    private readonly batching: SpanBatching,
  ) {
    const { mostDelayMillis = Number.POSITIVE_INFINITY } = exporting;
    this.delayMillis = Math.min(batching.delayMillis, mostDelayMillis);
  }

  get processed(): number {
    return this.taken + this.unsampled;
  }

  get size(): number {
    return this.waiting.length;
  }

  get capacity(): number {
    return this.batching.queueSize;
  }

  get delivering(): Delivering {
    const { name, exporting } = this;
    return {
      what: `the spans of ${name}`,
      exporter: name,
      account: exporting.account,
      componentType: exporting.componentType,
      waiting: this,
      receiver: exporting.receiver,
      failure: () => exporting.failure?.(),
      flush: (timeoutMillis) => this.flush(timeoutMillis),
      shutdown: (timeoutMillis) => this.end(timeoutMillis),
      leave: () => this.leave(),
    };
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) !== 0) this.add(span);
    else this.unsampled += 1;
  }

  /** A span that is sampled. Never throws. */
  add(span: ReadableSpan): void {
    const { waiting, exporting, batching } = this;
    exporting.account.record(1);
    if (!this.isOpen) {
      this.late();
      return;
    }
    waiting.push(span);
    if (waiting.length === 1 || waiting.length === batching.batchSize) this.plan();
    else if (waiting.length > batching.queueSize) this.handOver();
  }

  flush(timeoutMillis: number): Promise<unknown> {
    this.handOverAll();
    return this.exporting.flush(timeoutMillis);
  }

  end(timeoutMillis: number): Promise<unknown> {
    this.isOpen = false;
    this.handOverAll();
    return this.exporting.shutdown(timeoutMillis);
  }

  /** The end, at once. */
  leave(): void {
    this.isOpen = false;
    this.handOverAll();
    this.exporting.leave?.();
  }

  /** For who has the provider in hand; a registration asks above, with what time it has. */
  async forceFlush(): Promise<void> {
    await this.flush(FLUSH_TIMEOUT_MS);
  }
  async shutdown(): Promise<void> {
    await this.end(FLUSH_TIMEOUT_MS);
  }

  private plan(): void {
    const { waiting, batching } = this;
    if (waiting.length >= batching.batchSize || this.delayMillis === 0)
      this.turn ??= setImmediate(() => this.inItsTurn());
    else this.timer ??= setTimeout(() => this.inItsTurn(), this.delayMillis).unref();
  }

  private inItsTurn(): void {
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    this.timer = undefined;
    this.turn = undefined;
    this.handOver();
    if (this.waiting.length > 0) this.plan();
  }

  private handOverAll(): void {
    while (this.waiting.length > 0) this.handOver();
  }

  private handOver(): void {
    const { waiting, batching } = this;
    const spans = waiting.length > batching.batchSize ? waiting.splice(0, batching.batchSize) : waiting;
    if (spans === waiting) this.waiting = [];
    this.taken += spans.length;
    this.exporting.take(spans);
  }

  private late(): void {
    this.alreadyShutdown += 1;
    this.exporting.account.drop('closed', 1);
    report({
      key: 'export.spans_closed',
      about: this.name,
      message: () =>
        `${this.name}: spans are lost because they ended after telemetry was shut down; shut telemetry down last`,
    });
  }
}

const SAMPLED = 1; // the trace flag of W3C Trace Context
