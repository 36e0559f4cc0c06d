import type { Answer } from '../answers/answer.js';
import type { EmbedEvent, ModelEndEvent, ModelResult } from './events.js';

export function answerOfResult({ response, finishReason, usage }: ModelResult): Answer {
  const reason = typeof finishReason === 'object' ? finishReason.unified : finishReason;
  return {
    id: response?.id,
    model: response?.modelId,
    finishReasons: reason === undefined ? undefined : [reason],
    usage: {
      inputTokens: usage?.inputTokens?.total,
      outputTokens: usage?.outputTokens?.total,
      cacheReadTokens: usage?.inputTokens?.cacheRead,
      cacheWriteTokens: usage?.inputTokens?.cacheWrite,
      reasoningTokens: usage?.outputTokens?.reasoning,
    },
  };
}

export function answerOfEvent({ responseId, response, modelId, finishReason, usage }: ModelEndEvent): Answer {
  return {
    id: responseId ?? response?.id,
    model: response?.modelId ?? modelId,
    finishReasons: finishReason === undefined ? undefined : [finishReason],
    errorType: finishReason === 'error' ? 'error' : undefined,
    usage: {
      inputTokens: usage?.inputTokens,
      outputTokens: usage?.outputTokens,
      cacheReadTokens: usage?.inputTokenDetails?.cacheReadTokens,
      cacheWriteTokens: usage?.inputTokenDetails?.cacheWriteTokens,
      reasoningTokens: usage?.outputTokenDetails?.reasoningTokens,
    },
  };
}

export function answerOfEmbedding({ usage }: EmbedEvent): Answer {
  return { usage: { inputTokens: usage?.tokens } };
}
