import { type Message, partsOf } from '../content/messages.js';
import type { Answer, Reading } from './answer.js';

/** What is read of a `Response`. */
interface OpenAiResponse {
  readonly id?: string;
  readonly model?: string;
  readonly status?: string;
  readonly incomplete_details?: { readonly reason?: string } | null;
  readonly error?: { readonly code?: string } | null;
  readonly output?: readonly { readonly type?: string; readonly role?: string; readonly content?: unknown }[];
  readonly usage?: ResponseUsage | null;
}

interface ResponseUsage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly input_tokens_details?: { readonly cached_tokens?: number; readonly cache_write_tokens?: number };
  readonly output_tokens_details?: { readonly reasoning_tokens?: number };
}

interface ResponseEvent {
  readonly type?: string;
  readonly delta?: unknown;
  readonly code?: string | null;
  readonly response?: OpenAiResponse;
}

export const RESPONSES: Reading = {
  operation: 'chat',
  answer: answerOf,
  chunk: (event: ResponseEvent) => ({
    ...(event.response === undefined ? {} : answerOf(event.response)),
    ...(event.type === 'error' ? { errorType: event.code ?? 'error' } : {}),
    hasOutput: event.type?.endsWith('.delta') ?? false,
    text: event.type === 'response.output_text.delta' ? String(event.delta) : undefined,
  }),
  input: ({ input, instructions }: { readonly input?: unknown; readonly instructions?: unknown }) => ({
    messages: input,
    instructions,
  }),
  output: ({ output = [] }: OpenAiResponse): readonly Message[] =>
    output.map(({ role = 'assistant', content, ...item }) => ({ role, parts: partsOf(content ?? item) })),
};

function answerOf({ id, model, status, incomplete_details: incomplete, error, usage }: OpenAiResponse): Answer {
  const reason = status === 'completed' ? 'stop' : incomplete?.reason;
  return {
    id,
    model,
    finishReasons: reason === undefined ? undefined : [reason],
    usage: usage == null ? undefined : usageOf(usage),
    errorType: status === 'failed' ? (error?.code ?? 'failed') : undefined,
  };
}

function usageOf(usage: ResponseUsage): Answer['usage'] {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.input_tokens_details?.cached_tokens,
    cacheWriteTokens: usage.input_tokens_details?.cache_write_tokens,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens,
  };
}
