import { checkedFlag, checkOptions } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS } from './answers/openai-chat.js';
import { RESPONSES } from './answers/openai-responses.js';
import { type Asking, traceCreate } from './calls/traced-method.js';
import { MODEL_OPTIONS, type ModelClientOptions } from './model-options.js';
import { tracedClient } from './traced-client.js';

export type { ModelClientOptions } from './model-options.js';

export interface TracedOpenAIOptions extends ModelClientOptions {
  /**
   * Asks for the tokens of streamed chat completions, which OpenAI says only then (`stream_options`). The chunk that it adds for
   * them stays hidden. Not every server that speaks OpenAI's protocol takes it.
   * @default false
   */
  readonly streamUsage?: boolean;
}

/** What is traced of an `OpenAI`, or of a client like it. */
export interface OpenAILike {
  readonly baseURL?: string;
  readonly chat?: { readonly completions: object };
  readonly completions?: object;
  readonly responses?: object;
  readonly embeddings?: object;
}

const OPTIONS: Readonly<Record<keyof TracedOpenAIOptions, true>> = {
  ...MODEL_OPTIONS,
  provider: true,
  backend: true,
  streamUsage: true,
};

/**
 * Makes every request of a client to a model a span below the running call, and counts it with its tokens: chat completions,
 * responses, completions and embeddings, and every helper over them. Streams are counted to their end, also by `tee()`.
 * Changes this one object and gives it back; `client.withOptions()` gives another one.
 * @throws Error for unknown options and values, and for what is not such a client
 */
export function tracedOpenAI<C extends OpenAILike>(client: C, options: TracedOpenAIOptions = {}): C {
  checkOptions(options, OPTIONS, 'tracedOpenAI()');
  checkClient(client, 'tracedOpenAI()', {
    by: ['chat', 'completions', 'responses', 'embeddings'],
    called: 'a client of OpenAI',
    todo: 'give new OpenAI(…)',
  });
  const { streamUsage = false, ...others } = options;
  checkedFlag(streamUsage, 'tracedOpenAI(): streamUsage');
  const traced = tracedClient(client.baseURL, others, { what: 'tracedOpenAI()', provider: 'openai' });
  traceCreate(client.chat?.completions, CHAT_COMPLETIONS, traced, streamUsage ? askingForUsage : undefined);
  traceCreate(client.completions, COMPLETIONS, traced);
  traceCreate(client.responses, RESPONSES, traced);
  traceCreate(client.embeddings, EMBEDDINGS, traced);
  return client;
}

interface StreamedBody {
  readonly stream?: unknown;
  readonly stream_options?: { readonly include_usage?: unknown };
}

/** Only where the app has not asked itself. */
function askingForUsage(body: unknown): Asking | undefined {
  const { stream, stream_options: options } = (body ?? {}) as StreamedBody;
  if (stream !== true || options?.include_usage === true) return undefined;
  return {
    asked: (given) => ({ ...given, stream_options: { ...options, include_usage: true } }),
    shown: withoutUsage,
  };
}

function withoutUsage(chunk: unknown): unknown {
  const { usage, ...others } = chunk as { readonly usage?: unknown; readonly choices?: readonly unknown[] };
  if (usage === undefined) return chunk;
  return others.choices?.length === 0 ? undefined : others;
}
