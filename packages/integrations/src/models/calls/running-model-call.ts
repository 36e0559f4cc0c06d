import { type Attributes, type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { GenAiMetrics, ModelRequest, TokenUsage } from '@portcall/ports';
import type { Answer, Chunk } from '../answers/answer.js';
import { errorTypeOf } from './error-type.js';

export const MODEL_SCOPE = 'portcall.gen_ai';

/** What a request is opened with. */
export interface Opening {
  readonly request: ModelRequest;
  /** What is known of it at its start, besides. */
  readonly attributes: Attributes;
}

/**
 * One request to a model, from its start to the end of its answer: one span of kind CLIENT, below the running call's, and the
 * metrics. It ends once; what is said of it afterwards is left out.
 */
export class RunningModelCall {
  /** What the request runs in, so that what it does itself is below its span. */
  readonly context: Context;
  private readonly span: Span;
  private readonly startedAt = performance.now();
  private answer: Answer = {};
  private firstChunkAt: number | undefined;
  private lastChunkAt: number | undefined;
  private isOver = false;

  constructor(
    private readonly metrics: GenAiMetrics,
    private readonly request: ModelRequest,
    attributes: Attributes,
    parent: Context = context.active(),
  ) {
    const { operation, requestModel } = request;
    this.span = trace
      .getTracer(MODEL_SCOPE)
      .startSpan(
        requestModel === undefined ? operation : `${operation} ${requestModel}`,
        { kind: SpanKind.CLIENT, attributes: { ...requestAttributes(request), ...attributes } },
        parent,
      );
    this.context = trace.setSpan(parent, this.span);
  }

  /** Whether somebody sees its attributes. */
  get isRecording(): boolean {
    return this.span.isRecording();
  }

  /** What was written to the model, or by it. */
  attributes(attributes: Attributes): void {
    if (!this.isOver) this.span.setAttributes(attributes);
  }

  chunk(chunk: Chunk): void {
    if (this.isOver) return;
    this.knows(chunk);
    if (!chunk.hasOutput) return;
    const now = performance.now();
    this.firstChunkAt ??= now;
    if (this.lastChunkAt !== undefined) this.metrics.recordOutputChunk(this.request, (now - this.lastChunkAt) / 1_000);
    this.lastChunkAt = now;
  }

  /** Told where somebody else has measured it, in milliseconds from the start. */
  firstChunkAfter(milliseconds: number | undefined): void {
    if (milliseconds !== undefined && Number.isFinite(milliseconds))
      this.firstChunkAt ??= this.startedAt + milliseconds;
  }

  /** Keeps what is said of the answer: of each thing the last that was said. */
  knows(answer: Answer): void {
    const { usage, ...others } = answer;
    this.answer = {
      ...this.answer,
      ...present(others),
      usage: usage === undefined ? this.answer.usage : { ...this.answer.usage, ...present(usage) },
    };
  }

  succeeded(): void {
    this.end(this.answer.errorType);
  }

  failed(error: unknown): void {
    if (this.isOver) return;
    this.span.recordException(error instanceof Error ? error : String(error));
    this.end(errorTypeOf(error), error instanceof Error ? error.message : undefined);
  }

  /** Nobody reads on. That is no failure, and an answer that was complete is one. */
  abandoned(): void {
    if (this.isOver) return;
    if (this.answer.finishReasons === undefined) this.span.setAttribute('portcall.outcome', 'abandoned');
    this.succeeded();
  }

  private end(errorType: string | undefined, message?: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const timeToFirstChunk = this.firstChunkAt === undefined ? undefined : (this.firstChunkAt - this.startedAt) / 1_000;
    this.span.setAttributes({
      ...answerAttributes(this.answer),
      'gen_ai.response.time_to_first_chunk': timeToFirstChunk,
      'error.type': errorType,
    });
    if (errorType !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
    }
    this.metrics.recordModelCall({
      ...this.request,
      responseModel: this.answer.model,
      duration: (performance.now() - this.startedAt) / 1_000,
      timeToFirstChunk,
      errorType,
      usage: this.answer.usage,
    });
    this.span.end();
  }
}

function requestAttributes(request: ModelRequest): Attributes {
  return {
    'gen_ai.operation.name': request.operation,
    'gen_ai.provider.name': request.provider,
    'gen_ai.request.model': request.requestModel,
    'server.address': request.serverAddress,
    'server.port': request.serverPort,
  };
}

function answerAttributes({ id, model, finishReasons, usage = {} }: Answer): Attributes {
  return {
    'gen_ai.response.id': id,
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': finishReasons === undefined ? undefined : [...finishReasons],
    ...usageAttributes(usage),
  };
}

function usageAttributes(usage: TokenUsage): Attributes {
  const counted = {
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
    'gen_ai.usage.cache_write.input_tokens': usage.cacheWriteTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
  };
  return Object.fromEntries(Object.entries(counted).filter(([, count]) => Number.isFinite(count)));
}

function present<T extends object>(said: T): Partial<T> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Partial<T>;
}
