import { type Attributes, type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { safely, shown } from '@portcall/core/internal';
import type { GenAiMetrics, ModelRequest, TokenUsage } from '@portcall/ports';
import type { Answer, Chunk } from '../answers/answer.js';
import { errorTypeOf } from './error-type.js';

export const MODEL_SCOPE = 'portcall.gen_ai';

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
    parent: Context = context.active(),
  ) {
    const { operation, requestModel } = request;
    this.span = trace
      .getTracer(MODEL_SCOPE)
      .startSpan(
        requestModel === undefined ? operation : `${operation} ${requestModel}`,
        { kind: SpanKind.CLIENT, attributes: requestAttributes(request) },
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
  knows({ id, model, finishReasons, errorType, usage }: Answer): void {
    const { answer: before } = this;
    // One by one, here and below: to spread an object and add to it was most of what the end of a request cost.
    this.answer = {
      id: id ?? before.id,
      model: model ?? before.model,
      finishReasons: finishReasons ?? before.finishReasons,
      errorType: errorType ?? before.errorType,
      usage: before.usage === undefined || usage === undefined ? (usage ?? before.usage) : later(before.usage, usage),
    };
  }

  succeeded(): void {
    this.end(this.answer.errorType);
  }

  failed(error: unknown): void {
    if (this.isOver) return;
    // It is somebody else's, and may be anything.
    safely('call.integration', 'the error of a request to a model', () => {
      this.span.recordException(error instanceof Error ? error : shown(error));
      this.end(errorTypeOf(error), error instanceof Error ? error.message : undefined);
    });
    this.end('_OTHER');
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
    if (this.span.isRecording()) this.span.setAttributes(answerAttributes(this.answer, timeToFirstChunk, errorType));
    if (errorType !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
    }
    const { operation, provider, requestModel, serverAddress, serverPort } = this.request;
    this.metrics.recordModelCall({
      operation,
      provider,
      requestModel,
      serverAddress,
      serverPort,
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

function answerAttributes(
  { id, model, finishReasons, usage = {} }: Answer,
  timeToFirstChunk: number | undefined,
  errorType: string | undefined,
): Attributes {
  return {
    'gen_ai.response.id': id,
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': finishReasons === undefined ? undefined : [...finishReasons],
    'gen_ai.usage.input_tokens': counted(usage.inputTokens),
    'gen_ai.usage.output_tokens': counted(usage.outputTokens),
    'gen_ai.usage.cache_read.input_tokens': counted(usage.cacheReadTokens),
    'gen_ai.usage.cache_write.input_tokens': counted(usage.cacheWriteTokens),
    'gen_ai.usage.reasoning.output_tokens': counted(usage.reasoningTokens),
    'gen_ai.response.time_to_first_chunk': timeToFirstChunk,
    'error.type': errorType,
  };
}

function counted(count: number | undefined): number | undefined {
  return Number.isFinite(count) ? count : undefined;
}

function later(before: TokenUsage, said: TokenUsage): TokenUsage {
  return {
    inputTokens: said.inputTokens ?? before.inputTokens,
    outputTokens: said.outputTokens ?? before.outputTokens,
    cacheReadTokens: said.cacheReadTokens ?? before.cacheReadTokens,
    cacheWriteTokens: said.cacheWriteTokens ?? before.cacheWriteTokens,
    reasoningTokens: said.reasoningTokens ?? before.reasoningTokens,
  };
}
