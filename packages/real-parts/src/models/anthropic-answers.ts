import { event, type ModelAnswer } from './model-answer.js';

export function anthropicAnswer(body: Readonly<Record<string, unknown>>): ModelAnswer {
  const model = String(body['model']);
  return {
    whole: {
      ...head(model),
      content: contentOf(model),
      stop_reason: model === 'calls-tool' ? 'tool_use' : 'end_turn',
      usage: { ...inputUsage(model), output_tokens: 7 },
    },
    events: body['stream'] === true ? events(model) : undefined,
    limited: { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } },
    failed: { type: 'error', error: { type: 'api_error', message: 'Out of order' } },
  };
}

function contentOf(model: string): readonly object[] {
  if (model !== 'calls-tool') return [{ type: 'text', text: 'Hello world' }];
  return [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } }];
}

function events(model: string): readonly string[] {
  const said = (data: { readonly type: string; readonly [key: string]: unknown }): string => event(data, data.type);
  const delta = (text: string): string =>
    said({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  return [
    said({
      type: 'message_start',
      message: { ...head(model), content: [], stop_reason: null, usage: { ...inputUsage(model), output_tokens: 1 } },
    }),
    said({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    said({ type: 'ping' }),
    delta('Hello'),
    delta(' '),
    delta('world'),
    said({ type: 'content_block_stop', index: 0 }),
    said({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 7 },
    }),
    said({ type: 'message_stop' }),
  ];
}

function head(model: string): object {
  return { id: 'msg_1', type: 'message', role: 'assistant', model: `${model}-2026`, stop_sequence: null };
}

function inputUsage(model: string): object {
  const isCached = model === 'cached';
  return {
    input_tokens: 11,
    cache_read_input_tokens: isCached ? 40 : 0,
    cache_creation_input_tokens: isCached ? 20 : 0,
  };
}
