import { partsOf } from '../content/messages.js';
import type { Answer, Chunk, Reading } from './answer.js';

/** What is read of a `Message`. */
interface AnthropicMessage {
  readonly id?: string;
  readonly model?: string;
  readonly stop_reason?: string | null;
  readonly content?: unknown;
  readonly usage?: AnthropicUsage | null;
}

interface AnthropicUsage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: number } | null;
}

interface StreamEvent {
  readonly type?: string;
  readonly message?: AnthropicMessage;
  readonly delta?: { readonly stop_reason?: string | null; readonly text?: string };
  readonly usage?: AnthropicUsage | null;
}

export const MESSAGES: Reading = {
  operation: 'chat',
  answer: answerOf,
  chunk: (event: StreamEvent): Chunk => {
    const hasOutput = event.type === 'content_block_delta';
    if (event.type === 'message_start') return { ...answerOf(event.message ?? {}), hasOutput };
    if (event.type !== 'message_delta') return { hasOutput, text: event.delta?.text };
    return { ...answerOf({ stop_reason: event.delta?.stop_reason ?? null, usage: event.usage ?? null }), hasOutput };
  },
  input: ({ messages, system }: { readonly messages?: unknown; readonly system?: unknown }) => ({
    messages,
    instructions: system,
  }),
  output: ({ content }: AnthropicMessage) => [{ role: 'assistant', parts: partsOf(content) }],
};

function answerOf({ id, model, stop_reason: reason, usage }: AnthropicMessage): Answer {
  return {
    id,
    model,
    finishReasons: reason == null ? undefined : [reason],
    usage: usage == null ? undefined : usageOf(usage),
  };
}

/** Anthropic counts what the cache had and got beside the input; the conventions count it as part of that. */
function usageOf(usage: AnthropicUsage): Answer['usage'] {
  const [read, written] = [usage.cache_read_input_tokens ?? undefined, usage.cache_creation_input_tokens ?? undefined];
  const fresh = usage.input_tokens ?? undefined;
  return {
    inputTokens: fresh === undefined ? undefined : fresh + (read ?? 0) + (written ?? 0),
    outputTokens: usage.output_tokens ?? undefined,
    cacheReadTokens: read,
    cacheWriteTokens: written,
    reasoningTokens: usage.output_tokens_details?.thinking_tokens,
  };
}
