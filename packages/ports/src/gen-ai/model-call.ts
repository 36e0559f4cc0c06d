/** What was asked of a model, as metrics and spans call it. */
export interface ModelRequest {
  /** `chat`, `text_completion`, `generate_content`, `embeddings`, or another name of the conventions. */
  readonly operation: string;
  /** `openai`, `anthropic`, `aws.bedrock`, … */
  readonly provider: string;
  readonly requestModel?: string | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
}

/**
 * Tokens as the provider bills them; what it does not say, or says as NaN, is left out. Those of the cache are part of the
 * input, and those of reasoning part of the output.
 */
export interface TokenUsage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}

/** One request to a model that has ended, whether it failed or not. */
export interface ModelCall extends ModelRequest {
  readonly responseModel?: string | undefined;
  /** From the request to the last byte of the answer, in seconds. */
  readonly duration: number;
  /** From the request to the first chunk, in seconds; of streams only. */
  readonly timeToFirstChunk?: number | undefined;
  /** Absent where it succeeded. */
  readonly errorType?: string | undefined;
  /** Absent where the provider did not say. */
  readonly usage?: TokenUsage | undefined;
}

export interface ToolExecution {
  readonly tool: string;
  /** `function`, `extension` or `datastore`. */
  readonly type?: string | undefined;
  readonly agent?: string | undefined;
  /** Seconds. */
  readonly duration: number;
  readonly errorType?: string | undefined;
}

export interface AgentInvocation {
  readonly agent?: string | undefined;
  readonly requestModel?: string | undefined;
  /** Seconds. */
  readonly duration: number;
  readonly errorType?: string | undefined;
}

/** What language models cost: one method for each thing that can be counted. */
export interface GenAiMetrics {
  /** A request to a model has ended, whether it failed or not. */
  recordModelCall(call: ModelCall): void;
  /**
   * A chunk of a stream that is not its first has come.
   * @param seconds since the chunk before it
   */
  recordOutputChunk(request: ModelRequest, seconds: number): void;
  recordToolExecution(execution: ToolExecution): void;
  recordAgentInvocation(invocation: AgentInvocation): void;
}
