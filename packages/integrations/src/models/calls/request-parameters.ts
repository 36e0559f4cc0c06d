import type { Attributes } from '@opentelemetry/api';

/** Attributes of the conventions with what a request may call them: OpenAI's, Anthropic's and the AI SDK's names. */
const NUMBERS: readonly (readonly [attribute: string, names: readonly string[]])[] = [
  ['gen_ai.request.temperature', ['temperature']],
  ['gen_ai.request.top_p', ['top_p', 'topP']],
  ['gen_ai.request.top_k', ['top_k', 'topK']],
  ['gen_ai.request.max_tokens', ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'maxOutputTokens']],
  ['gen_ai.request.frequency_penalty', ['frequency_penalty', 'frequencyPenalty']],
  ['gen_ai.request.presence_penalty', ['presence_penalty', 'presencePenalty']],
  ['gen_ai.request.seed', ['seed']],
  ['gen_ai.embeddings.dimension.count', ['dimensions']],
];

/** What a request says of itself, besides what it is about. */
export function requestParameters(body: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [attribute, names] of NUMBERS) {
    for (const name of names) {
      const value = body[name];
      if (typeof value === 'number') attributes[attribute] ??= value;
    }
  }
  const choices = body['n'];
  if (typeof choices === 'number' && choices !== 1) attributes['gen_ai.request.choice.count'] = choices;
  if (body['stream'] === true) attributes['gen_ai.request.stream'] = true;
  const stops = stopSequences(body);
  if (stops !== undefined) attributes['gen_ai.request.stop_sequences'] = stops;
  const conversation = conversationOf(body['conversation']);
  if (conversation !== undefined) attributes['gen_ai.conversation.id'] = conversation;
  const output = outputType(body);
  if (output !== undefined) attributes['gen_ai.output.type'] = output;
  return attributes;
}

function stopSequences(body: Readonly<Record<string, unknown>>): string[] | undefined {
  const given = body['stop'] ?? body['stop_sequences'] ?? body['stopSequences'];
  if (typeof given === 'string') return [given];
  return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : undefined;
}

function conversationOf(given: unknown): string | undefined {
  const id = typeof given === 'object' && given !== null ? (given as { id?: unknown }).id : given;
  return typeof id === 'string' ? id : undefined;
}

function outputType(body: Readonly<Record<string, unknown>>): 'json' | 'text' | undefined {
  const text = body['text'] as { format?: { type?: unknown } } | undefined;
  const format = (body['response_format'] as { type?: unknown } | undefined)?.type ?? text?.format?.type;
  if (format === undefined) return undefined;
  return format === 'text' ? 'text' : 'json';
}
