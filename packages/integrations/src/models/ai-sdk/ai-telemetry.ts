import { context } from '@opentelemetry/api';
import { safely } from '@portcall/core/internal';
import type { GenAiMetrics } from '@portcall/ports';
import { abandonedWith } from '../calls/forgotten.js';
import { requestParameters } from '../calls/request-parameters.js';
import { RunningModelCall } from '../calls/running-model-call.js';
import { inputAttributes, outputAttributes } from '../content/content-attributes.js';
import { partsOf } from '../content/messages.js';
import { Agents } from './agents.js';
import { answerOfEmbedding, answerOfEvent, answerOfResult } from './answers.js';
import type { CallEvent, EmbedEvent, Executing, ModelEndEvent, ModelEvent, ModelResult, ToolEvent } from './events.js';
import { OpenCalls } from './open-calls.js';
import { providerName } from './provider-name.js';
import { openTool } from './tool-execution.js';

/** Requests of one call come one after the other, those for embeddings aside. */
const MODEL = 'model';

/** What a step of it failed with that nobody has said. */
const UNKNOWN = { type: '_OTHER' };

/**
 * What the AI SDK tells of its work, as an integration of its telemetry (`Telemetry` of `ai` 7): a span and metrics for every
 * request to a model, for embeddings and for tools, and an agent for every call that has a `functionId`.
 */
export class AiTelemetry {
  private readonly open = new OpenCalls();
  private readonly agents: Agents;

  constructor(
    private readonly metrics: GenAiMetrics,
    private readonly messageContent: boolean,
  ) {
    this.agents = new Agents(metrics);
  }

  onStart(event: CallEvent): void {
    const { callId, functionId } = event;
    if (functionId === undefined || functionId === '') return;
    told('onStart', () => this.agents.begin(callId, functionId));
  }

  executeLanguageModelCall<T>(event: ModelEvent & Executing<T>): PromiseLike<T> {
    const { execute } = event;
    const call = told('executeLanguageModelCall', () => this.begin('chat', event));
    if (call === undefined) return execute();
    return context.with(call.context, async () => {
      try {
        const result = await execute();
        told('executeLanguageModelCall', () => this.answered(event.callId, call, result as ModelResult));
        return result;
      } catch (error) {
        call.failed(error);
        throw error;
      }
    });
  }

  onLanguageModelCallEnd(event: ModelEndEvent): void {
    told('onLanguageModelCallEnd', () => this.ended(event));
  }

  onObjectStepStart(event: ModelEvent): void {
    told('onObjectStepStart', () => this.open.add(event.callId, MODEL, this.begin('chat', event)));
  }

  onObjectStepEnd(event: ModelEndEvent): void {
    told('onObjectStepEnd', () => this.ended(event));
  }

  onEmbedStart(event: EmbedEvent): void {
    told('onEmbedStart', () => this.open.add(event.callId, event.embedCallId, this.begin('embeddings', event)));
  }

  onEmbedEnd(event: EmbedEvent): void {
    told('onEmbedEnd', () => {
      const call = this.open.take(event.callId, event.embedCallId);
      call?.knows(answerOfEmbedding(event));
      call?.succeeded();
    });
  }

  executeTool<T>(event: ToolEvent & Executing<T>): PromiseLike<T> {
    const { execute } = event;
    const { metrics, messageContent } = this;
    const [parent, agent] = [this.agents.contextOf(event.callId), this.agents.nameOf(event.callId)];
    const run = told('executeTool', () => openTool(event, { parent, agent, metrics, messageContent }));
    return run === undefined ? execute() : run(execute);
  }

  /** What is still open has failed before something that was tried again succeeded. */
  onEnd({ callId }: CallEvent): void {
    told('onEnd', () => {
      for (const call of this.open.takeAll(callId)) call.failed(UNKNOWN);
      this.agents.end(callId);
    });
  }

  onStepError({ callId, error }: CallEvent): void {
    told('onStepError', () => {
      for (const call of this.open.takeAll(callId)) call.failed(error);
    });
  }

  onError({ callId, error }: CallEvent): void {
    told('onError', () => {
      for (const call of this.open.takeAll(callId)) call.failed(error);
      this.agents.end(callId, { error });
    });
  }

  onAbort({ callId }: CallEvent): void {
    told('onAbort', () => this.left(callId));
  }

  /** Ends what nobody will hear of any more. */
  close(): void {
    for (const call of this.open.clear()) call.abandoned();
    this.agents.clear();
  }

  private begin(operation: string, event: ModelEvent): RunningModelCall {
    const request = { operation, provider: providerName(event.provider), requestModel: event.modelId };
    const call = new RunningModelCall(this.metrics, request, this.agents.contextOf(event.callId));
    if (call.isRecording) call.attributes(requestParameters(event as unknown as Readonly<Record<string, unknown>>));
    if (this.messageContent && call.isRecording && operation === 'chat') call.attributes(inputAttributes(event));
    return call;
  }

  /** A stream ends later, as its events or the garbage collector say. */
  private answered(callId: string, call: RunningModelCall, result: ModelResult): void {
    if (result.stream !== undefined) {
      call.attributes({ 'gen_ai.request.stream': true });
      this.open.add(callId, MODEL, call);
      abandonedWith(result.stream, { abandoned: () => this.left(callId) });
      return;
    }
    call.knows(answerOfResult(result));
    this.shows(call, result.content);
    call.succeeded();
  }

  private ended(event: ModelEndEvent): void {
    const call = this.open.take(event.callId, MODEL);
    if (call === undefined) return;
    call.firstChunkAfter(event.performance?.timeToFirstOutputMs ?? event.msToFirstChunk);
    call.knows(answerOfEvent(event));
    this.shows(call, event.content ?? event.objectText);
    call.succeeded();
  }

  private shows(call: RunningModelCall, content: unknown): void {
    if (!this.messageContent || !call.isRecording) return;
    call.attributes(outputAttributes([{ role: 'assistant', parts: partsOf(content) }]));
  }

  private left(callId: string): void {
    for (const call of this.open.takeAll(callId)) call.abandoned();
    this.agents.end(callId);
  }
}

function told<T>(event: string, run: () => T): T | undefined {
  return safely('call.integration', `${event} of the AI SDK`, run);
}
