import { SpanStatusCode } from '@opentelemetry/api';
import { failOnProblems } from '@portcall/conformance';
import { tracedOpenAI } from '@portcall/integrations/openai';
import OpenAI from 'openai';
import { observed } from './observed.js';

const { server, spans, modelSpan, sums, inCall } = observed();
failOnProblems();

const plain = (options: object = {}): OpenAI =>
  new OpenAI({ apiKey: 'key', baseURL: `${server().url}/v1`, maxRetries: 0, ...options });
const client = (options: object = {}): OpenAI => tracedOpenAI(plain(options));
const messages = [{ role: 'user' as const, content: 'Say hello.' }];

describe('a chat completion', () => {
  it('is a span of the conventions below the call, and counted', async () => {
    const answer = await inCall(async () =>
      client().chat.completions.create({ model: 'gpt-5', messages, temperature: 0.2 }),
    );
    expect(answer.choices[0]?.message.content).toBe('Hello world');
    const span = modelSpan();
    expect(span.name).toBe('chat gpt-5');
    expect(span.parentSpanContext?.spanId).toBe(
      spans()
        .find(({ name }) => name === 'answer')
        ?.spanContext().spanId,
    );
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.model': 'gpt-5-2026',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.usage.cache_read.input_tokens': 0,
      'gen_ai.usage.reasoning.output_tokens': 0,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server().url).port),
    });
    expect(sums()).toMatchObject({
      'gen_ai.client.inference.duration': expect.any(Number),
      'gen_ai.client.inference.usage.input_tokens': 11,
      'gen_ai.client.inference.usage.output_tokens': 7,
      'gen_ai.client.inference.operation.input_tokens': 11,
    });
    expect(Object.keys(sums()).filter((name) => name.includes('chunk'))).toEqual([]);
  });

  it('gives what it gives untraced, response and request id included', async () => {
    const body = { model: 'gpt-5', messages };
    const [expected, given] = [
      await plain().chat.completions.create(body),
      await client().chat.completions.create(body),
    ];
    expect(given).toEqual(expected);
    expect(Reflect.ownKeys(given)).toEqual(Reflect.ownKeys(expected));
    const { data, response } = await client().chat.completions.create(body).withResponse();
    expect([data, response.status]).toEqual([expected, 200]);
    const raw = await client().chat.completions.create(body).asResponse();
    expect(await raw.json()).toEqual(expected);
    expect(spans()).toHaveLength(3);
  });

  it('says the kinds of tokens', async () => {
    await client().chat.completions.create({ model: 'cached', messages });
    await client().chat.completions.create({ model: 'reasons', messages });
    expect(sums()).toMatchObject({
      'gen_ai.client.inference.usage.cache_read.input_tokens': 4,
      'gen_ai.client.inference.usage.reasoning.output_tokens': 5,
    });
  });

  it('that asks for a tool says so', async () => {
    await client().chat.completions.create({ model: 'calls-tool', messages });
    expect(modelSpan().attributes['gen_ai.response.finish_reasons']).toEqual(['tool_calls']);
  });

  it('parsed by a helper is one call', async () => {
    const answer = await client().chat.completions.parse({ model: 'gpt-5', messages });
    expect(answer.choices[0]?.message.content).toBe('Hello world');
    expect(modelSpan().attributes['gen_ai.usage.output_tokens']).toBe(7);
  });

  it('that is refused throws the same error, and counts', async () => {
    const failed = await plain().chat.completions.create({ model: 'limited', messages }).catch(same);
    const thrown = await client().chat.completions.create({ model: 'limited', messages }).catch(same);
    expect(thrown).toEqual(failed);
    expect(thrown).toBeInstanceOf(OpenAI.RateLimitError);
    const span = modelSpan();
    expect(span.attributes['error.type']).toBe('rate_limit_exceeded');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
    expect(sums()).toEqual({ 'gen_ai.client.inference.duration': expect.any(Number) });
  });

  it('that is tried again is one call', async () => {
    await client({ maxRetries: 1 }).chat.completions.create({ model: 'flaky', messages });
    expect(server().requests.filter(({ body }) => body['model'] === 'flaky')).toHaveLength(2);
    expect(modelSpan().attributes['error.type']).toBeUndefined();
  });

  it('without a server says what the client does', async () => {
    const alone = tracedOpenAI(new OpenAI({ apiKey: 'key', baseURL: 'http://127.0.0.1:1/v1', maxRetries: 0 }));
    await expect(alone.chat.completions.create({ model: 'gpt-5', messages })).rejects.toThrow(
      OpenAI.APIConnectionError,
    );
    expect(modelSpan().attributes['error.type']).toBe('APIConnectionError');
  });
});

describe('a stream', () => {
  const body = { model: 'gpt-5', messages, stream: true as const, stream_options: { include_usage: true } };

  it('is counted to its end', async () => {
    const chunks = await collected(await client().chat.completions.create(body));
    expect(chunks).toEqual(await collected(await plain().chat.completions.create(body)));
    const { attributes } = modelSpan();
    expect(attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 7,
    });
    expect(attributes['gen_ai.response.time_to_first_chunk']).toEqual(expect.any(Number));
    expect(sums()).toMatchObject({
      'gen_ai.client.inference.time_to_first_chunk': expect.any(Number),
      'gen_ai.client.inference.time_per_output_chunk': expect.any(Number),
      'gen_ai.client.inference.usage.output_tokens': 7,
    });
  });

  it('is counted once where two read it', async () => {
    const [left, right] = (await client().chat.completions.create(body)).tee();
    const [first, second] = await Promise.all([collected(left), collected(right)]);
    expect(first).toEqual(second);
    expect(modelSpan().attributes['gen_ai.usage.output_tokens']).toBe(7);
  });

  it('is counted as a stream of the platform', async () => {
    const stream = (await client().chat.completions.create(body)).toReadableStream();
    expect((await new Response(stream).text()).split('\n').length).toBeGreaterThan(5);
    expect(modelSpan().attributes['gen_ai.usage.output_tokens']).toBe(7);
  });

  it('has no tokens where OpenAI does not say them, and has them where they are asked for', async () => {
    const { stream_options: _, ...unasked } = body;
    const without = await collected(await client().chat.completions.create(unasked));
    expect(modelSpan().attributes['gen_ai.usage.output_tokens']).toBeUndefined();
    const asking = tracedOpenAI(plain(), { streamUsage: true });
    expect(await collected(await asking.chat.completions.create(unasked))).toEqual(without);
    expect(spans().at(-1)?.attributes['gen_ai.usage.output_tokens']).toBe(7);
  });

  it('that nobody reads to its end is over, and no error', async () => {
    for await (const _ of await client().chat.completions.create({ ...body, model: 'hangs' })) break;
    expect(modelSpan().attributes).toMatchObject({ 'portcall.outcome': 'abandoned' });
    expect(modelSpan().attributes['error.type']).toBeUndefined();
  });

  it('that is aborted is over, and no error', async () => {
    const stream = await client().chat.completions.create({ ...body, model: 'hangs' });
    setTimeout(() => stream.controller.abort(), 30);
    expect(await collected(stream)).not.toEqual([]);
    expect(modelSpan().attributes).toMatchObject({ 'portcall.outcome': 'abandoned' });
  });

  it('that is aborted before its answer fails as the client says', async () => {
    const aborted = AbortSignal.abort();
    const thrown = await client().chat.completions.create(body, { signal: aborted }).catch(same);
    expect(thrown).toBeInstanceOf(OpenAI.APIUserAbortError);
    expect(modelSpan().attributes['error.type']).toBe('APIUserAbortError');
  });

  it.each(['breaks', 'reports'])('that %s fails for its reader, and counts', async (model) => {
    const failed = await plain()
      .chat.completions.create({ ...body, model })
      .then(collected)
      .catch(same);
    const thrown = await client()
      .chat.completions.create({ ...body, model })
      .then(collected)
      .catch(same);
    expect(thrown).toEqual(failed);
    expect(thrown).toHaveProperty('stack');
    expect(modelSpan().status.code).toBe(SpanStatusCode.ERROR);
    expect(modelSpan().attributes['error.type']).toEqual(expect.any(String));
  });

  it('of a helper is counted', async () => {
    const answer = await client().chat.completions.stream({ model: 'gpt-5', messages }).finalContent();
    expect(answer).toBe('Hello world');
    expect(modelSpan().attributes).toMatchObject({ 'gen_ai.response.finish_reasons': ['stop'] });
  });
});

describe('other requests', () => {
  it('for a response are calls, streamed or not', async () => {
    const answer = await client().responses.create({ model: 'reasons', input: 'Say hello.' });
    expect(answer.output_text).toBe('Hello world');
    const events = await collected(await client().responses.create({ model: 'gpt-5', input: 'Hi.', stream: true }));
    expect(events).toHaveLength(5);
    expect(spans().map(({ name, attributes }) => [name, attributes['gen_ai.usage.output_tokens']])).toEqual([
      ['chat reasons', 7],
      ['chat gpt-5', 7],
    ]);
    expect(sums()).toMatchObject({ 'gen_ai.client.inference.usage.reasoning.output_tokens': 5 });
  });

  it('for embeddings are called so', async () => {
    const { data } = await client().embeddings.create({ model: 'small', input: 'Hello', encoding_format: 'float' });
    expect(data[0]?.embedding).toEqual([0.1, 0.2]);
    expect(modelSpan().name).toBe('embeddings small');
    expect(sums()).toEqual({
      'gen_ai.client.embeddings.duration': expect.any(Number),
      'gen_ai.client.embeddings.operation.input_tokens': 3,
    });
  });

  it('for a completion are called so', async () => {
    await client().completions.create({ model: 'old', prompt: 'Say' });
    expect(modelSpan().name).toBe('text_completion old');
  });
});

describe('what was written', () => {
  it('stays out', async () => {
    await client().chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: 'secret' }] });
    expect(JSON.stringify(modelSpan().attributes)).not.toMatch(/secret|Hello world/);
  });

  it('is there where it is asked for', async () => {
    const asked = tracedOpenAI(plain(), { messageContent: true });
    await asked.chat.completions.create({ model: 'calls-tool', messages });
    const stream = await asked.chat.completions.create({ model: 'gpt-5', messages, stream: true });
    await collected(stream);
    const [whole, streamed] = spans();
    expect(JSON.parse(String(whole?.attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Say hello.' }] },
    ]);
    expect(JSON.parse(String(whole?.attributes['gen_ai.output.messages']))).toEqual([
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' }],
      },
    ]);
    expect(JSON.parse(String(streamed?.attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Hello world' }] },
    ]);
  });
});

it('counts under the names that are asked for', async () => {
  const both = tracedOpenAI(plain(), { names: 'both' });
  await both.chat.completions.create({ model: 'gpt-5', messages });
  expect(sums()).toMatchObject({
    'gen_ai.client.token.usage': 18,
    'gen_ai.client.inference.usage.input_tokens': 11,
    'gen_ai.client.operation.duration': expect.any(Number),
  });
});

it('traces a client once', async () => {
  await tracedOpenAI(client()).chat.completions.create({ model: 'gpt-5', messages });
  expect(spans()).toHaveLength(1);
});

it('refuses what it does not know', () => {
  // @ts-expect-error it is `streamUsage`
  expect(() => tracedOpenAI(plain(), { usage: true })).toThrow('tracedOpenAI(): unknown option "usage"');
  // @ts-expect-error no such names
  expect(() => tracedOpenAI(plain(), { names: 'new' })).toThrow('tracedOpenAI(): names: unknown value "new"');
});

async function collected<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

function same(error: unknown): unknown {
  return error;
}
