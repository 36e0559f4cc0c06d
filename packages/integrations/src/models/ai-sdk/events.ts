/*
 * What is read of the events of the AI SDK 7 (`Telemetry` of `ai`), of which every field may be missing.
 */

export interface CallEvent {
  /** One for every call of a function of the SDK. */
  readonly callId: string;
  readonly operationId?: string | undefined;
  /** The name that the app has given to the function, `telemetry: { functionId }`. */
  readonly functionId?: string | undefined;
  readonly error?: unknown;
}

export interface ModelEvent extends CallEvent {
  readonly provider?: string | undefined;
  readonly modelId?: string | undefined;
  readonly instructions?: unknown;
  readonly messages?: unknown;
}

/** A model has answered, or a step of `generateObject()` or `streamObject()` is over. */
export interface ModelEndEvent extends ModelEvent {
  readonly finishReason?: string | undefined;
  readonly usage?: EventUsage | undefined;
  readonly content?: unknown;
  readonly objectText?: string | undefined;
  readonly responseId?: string | undefined;
  readonly response?: { readonly id?: string | undefined; readonly modelId?: string | undefined } | undefined;
  readonly performance?: { readonly timeToFirstOutputMs?: number | undefined } | undefined;
  readonly msToFirstChunk?: number | undefined;
}

export interface EventUsage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly inputTokenDetails?: { readonly cacheReadTokens?: number; readonly cacheWriteTokens?: number } | undefined;
  readonly outputTokenDetails?: { readonly reasoningTokens?: number } | undefined;
}

export interface EmbedEvent extends ModelEvent {
  readonly embedCallId: string;
  readonly dimensions?: number | undefined;
  readonly usage?: { readonly tokens?: number | undefined } | undefined;
}

export interface ToolEvent extends CallEvent {
  readonly toolCallId?: string | undefined;
  readonly toolCall?:
    | { readonly toolName?: string | undefined; readonly toolCallId?: string | undefined; readonly input?: unknown }
    | undefined;
}

/** What a model gives of itself, before the SDK has read it. */
export interface ModelResult {
  /** Of a model that is streamed. */
  readonly stream?: object | undefined;
  readonly content?: unknown;
  readonly finishReason?: { readonly unified?: string } | string | undefined;
  readonly response?: { readonly id?: string | undefined; readonly modelId?: string | undefined } | undefined;
  readonly usage?:
    | {
        readonly inputTokens?: { readonly total?: number; readonly cacheRead?: number; readonly cacheWrite?: number };
        readonly outputTokens?: { readonly total?: number; readonly reasoning?: number };
      }
    | undefined;
}

/** Runs what the event is about. */
export interface Executing<T> {
  readonly execute: () => PromiseLike<T>;
}
