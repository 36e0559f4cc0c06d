import type { Context, Span } from '@opentelemetry/api';
import { safely } from '@portcall/core/internal';
import type { ReadableSpan, SpanProcessor } from '@portcall/otel';
import type { Delivering } from '../end/delivering.js';

/** A span as processors see it: with all that can be read of it, and all that can be written. */
export type ShownSpan = Span & ReadableSpan;

/** Span processors of the app, each for itself: one that throws, or rejects, is reported and called again for the next span. */
export class SpanProcessors {
  private readonly all: readonly NamedProcessor[];

  constructor(processors: readonly SpanProcessor[]) {
    this.all = processors.map((processor) => ({ processor, what: `the span processor ${nameOf(processor)}` }));
  }

  get delivering(): readonly Delivering[] {
    return this.all.map(({ processor, what }) => ({
      what,
      exporter: nameOf(processor),
      flush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    }));
  }

  onStart(span: ShownSpan, parent: Context): void {
    for (const { processor, what } of this.all) safely(KEY, what, () => processor.onStart(span, parent));
  }

  onEnding(span: ShownSpan): void {
    for (const { processor, what } of this.all) safely(KEY, what, () => processor.onEnding?.(span));
  }

  onEnd(span: ReadableSpan): void {
    for (const { processor, what } of this.all) safely(KEY, what, () => processor.onEnd(span));
  }
}

interface NamedProcessor {
  readonly processor: SpanProcessor;
  readonly what: string;
}

const KEY = 'call.span_processor';

function nameOf(processor: SpanProcessor): string {
  // An object without a prototype has none.
  const maker = (processor as { readonly constructor?: unknown }).constructor;
  return (typeof maker === 'function' && maker.name) || 'SpanProcessor';
}
