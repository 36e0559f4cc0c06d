import { event, type ModelAnswer } from './model-answer.js';

type Body = Readonly<Record<string, unknown>>;

const ERRORS = {
  limited: { error: { message: 'Slow down', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
  failed: { error: { message: 'Out of order', type: 'server_error', param: null, code: null } },
};

export function openAiAnswer(path: string, body: Body): ModelAnswer {
  const model = String(body['model']);
  const isStreamed = body['stream'] === true;
  if (path.endsWith('/embeddings')) return { whole: embeddings(model), events: undefined, ...ERRORS };
  if (path.endsWith('/responses')) {
    return { whole: response(model, 'completed'), events: isStreamed ? responseEvents(model) : undefined, ...ERRORS };
  }
  const isChat = path.endsWith('/chat/completions');
  const withUsage = (body['stream_options'] as { include_usage?: unknown } | undefined)?.include_usage === true;
  const events = isStreamed ? completionEvents(model, isChat, withUsage) : undefined;
  return { whole: completion(model, isChat), events, ...ERRORS };
}

const TOOL_CALL = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };

function completion(model: string, isChat: boolean): object {
  const isCall = model === 'calls-tool';
  const message = isCall
    ? { role: 'assistant', content: null, tool_calls: [TOOL_CALL] }
    : { role: 'assistant', content: 'Hello world' };
  return {
    ...head(model, isChat ? 'chat.completion' : 'text_completion'),
    choices: [
      { index: 0, finish_reason: isCall ? 'tool_calls' : 'stop', ...(isChat ? { message } : { text: 'Hello world' }) },
    ],
    usage: usage(model),
  };
}

function completionEvents(model: string, isChat: boolean, withUsage: boolean): readonly string[] {
  const chunk = (choice: object, others: object = withUsage ? { usage: null } : {}): string =>
    event({
      ...head(model, isChat ? 'chat.completion.chunk' : 'text_completion'),
      choices: [{ index: 0, finish_reason: null, ...choice }],
      ...others,
    });
  const text = (content: string): string =>
    chunk(isChat ? { delta: content === '' ? { role: 'assistant', content } : { content } } : { text: content });
  return [
    text(''),
    text('Hello'),
    text(' '),
    text('world'),
    chunk({ ...(isChat ? { delta: {} } : { text: '' }), finish_reason: 'stop' }),
    ...(withUsage ? [event({ ...head(model, 'chat.completion.chunk'), choices: [], usage: usage(model) })] : []),
    'data: [DONE]\n\n',
  ];
}

function response(model: string, status: string): object {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: `${model}-2026`,
    status,
    error: null,
    incomplete_details: null,
    output:
      status === 'completed'
        ? [{ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello world' }] }]
        : [],
    usage:
      status === 'completed'
        ? {
            input_tokens: 11,
            output_tokens: 7,
            total_tokens: 18,
            input_tokens_details: { cached_tokens: model === 'cached' ? 4 : 0, cache_write_tokens: 0 },
            output_tokens_details: { reasoning_tokens: model === 'reasons' ? 5 : 0 },
          }
        : null,
  };
}

function responseEvents(model: string): readonly string[] {
  const delta = (text: string): string =>
    event({ type: 'response.output_text.delta', delta: text, item_id: 'msg_1', output_index: 0, content_index: 0 });
  return [
    event({ type: 'response.created', response: response(model, 'in_progress') }),
    delta('Hello'),
    delta(' '),
    delta('world'),
    event({ type: 'response.completed', response: response(model, 'completed') }),
  ];
}

function embeddings(model: string): object {
  return {
    object: 'list',
    model: `${model}-2026`,
    data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
    usage: { prompt_tokens: 3, total_tokens: 3 },
  };
}

function head(model: string, object: string): object {
  return { id: 'chatcmpl-1', object, created: 1, model: `${model}-2026` };
}

function usage(model: string): object {
  return {
    prompt_tokens: 11,
    completion_tokens: 7,
    total_tokens: 18,
    prompt_tokens_details: { cached_tokens: model === 'cached' ? 4 : 0 },
    completion_tokens_details: { reasoning_tokens: model === 'reasons' ? 5 : 0 },
  };
}
