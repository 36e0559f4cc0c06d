import { messagesOf, partsOf } from '../content/messages.js';
import type { Answer, Reading } from './answer.js';

/** What is read of `ChatCompletion`, `Completion` and their chunks. */
interface ChatCompletion {
  readonly id?: string;
  readonly model?: string;
  readonly choices?: readonly Choice[];
  readonly usage?: CompletionUsage | null;
}

interface Choice {
  readonly finish_reason?: string | null;
  readonly text?: string;
  readonly message?: { readonly role?: string; readonly content?: unknown; readonly tool_calls?: unknown };
  readonly delta?: {
    readonly content?: string | null;
    readonly refusal?: string | null;
    readonly tool_calls?: unknown;
    readonly reasoning_content?: unknown;
  };
}

interface CompletionUsage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number; readonly cache_write_tokens?: number } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null;
}

interface Body {
  readonly messages?: unknown;
  readonly prompt?: unknown;
}

export const CHAT_COMPLETIONS: Reading = {
  operation: 'chat',
  answer: answerOf,
  chunk: (chunk: ChatCompletion) => {
    const [choice] = chunk.choices ?? [];
    const delta = choice?.delta;
    const text = delta?.content ?? choice?.text ?? undefined;
    const written = text || delta?.refusal || delta?.tool_calls || delta?.reasoning_content;
    return { ...answerOf(chunk), hasOutput: Boolean(written), text };
  },
  input: ({ messages }: Body) => ({ messages }),
  output: ({ choices = [] }: ChatCompletion) =>
    choices.flatMap(({ message, text }) =>
      message === undefined ? [{ role: 'assistant', parts: partsOf(text) }] : messagesOf([message]),
    ),
};

export const COMPLETIONS: Reading = {
  ...CHAT_COMPLETIONS,
  operation: 'text_completion',
  input: ({ prompt }: Body) => ({ messages: prompt }),
};

export const EMBEDDINGS: Reading = {
  ...CHAT_COMPLETIONS,
  operation: 'embeddings',
  input: () => ({ messages: [] }),
  output: () => [],
};

function answerOf({ id, model, choices = [], usage }: ChatCompletion): Answer {
  const reasons = choices.flatMap(({ finish_reason: reason }) => (reason ? [reason] : []));
  return {
    id,
    model,
    finishReasons: reasons.length === 0 ? undefined : reasons,
    usage: usage == null ? undefined : usageOf(usage),
  };
}

function usageOf(usage: CompletionUsage): Answer['usage'] {
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    cacheReadTokens: usage.prompt_tokens_details?.cached_tokens,
    cacheWriteTokens: usage.prompt_tokens_details?.cache_write_tokens,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens,
  };
}
