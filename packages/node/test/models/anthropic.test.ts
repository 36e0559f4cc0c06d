import Anthropic from '@anthropic-ai/sdk';
import { SpanStatusCode } from '@opentelemetry/api';
import { failOnProblems } from '@portcall/conformance';
import { tracedAnthropic } from '@portcall/integrations/anthropic';
import { observed } from './observed.js';

const { server, spans, modelSpan, sums, inCall } = observed();
failOnProblems();

const own = (options: object = {}): Anthropic =>
  new Anthropic({ apiKey: 'key', baseURL: server().url, maxRetries: 0, ...options });
/** The same without spans of its own. */
const plain = (): Anthropic => own({ openTelemetry: false });
const client = (options: object = {}): Anthropic => tracedAnthropic(own(options));
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const body = { model: 'claude', max_tokens: 100, messages };

describe('a message', () => {
  it('is a span of the conventions below the call, and counted with what the cache had', async () => {
    const answer = await inCall(async () => client().messages.create({ ...body, model: 'cached' }));
    expect(answer.content).toEqual([{ type: 'text', text: 'Hello world' }]);
    const span = modelSpan();
    expect(span.name).toBe('chat cached');
    expect(span.parentSpanContext?.spanId).toBe(
      spans()
        .find(({ name }) => name === 'answer')
        ?.spanContext().spanId,
    );
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'cached',
      'gen_ai.request.max_tokens': 100,
      'gen_ai.response.id': 'msg_1',
      'gen_ai.response.model': 'cached-2026',
      'gen_ai.response.finish_reasons': ['end_turn'],
      'gen_ai.usage.input_tokens': 71,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.cache_write.input_tokens': 20,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server().url).port),
    });
    expect(sums()).toMatchObject({
      'gen_ai.client.inference.usage.input_tokens': 71,
      'gen_ai.client.inference.usage.cache_read.input_tokens': 40,
      'gen_ai.client.inference.usage.cache_write.input_tokens': 20,
      'gen_ai.client.inference.usage.output_tokens': 7,
    });
  });

  it('gives what it gives untraced', async () => {
    const [expected, given] = [await plain().messages.create(body), await client().messages.create(body)];
    expect(given).toEqual(expected);
    const { data, response } = await client().messages.create(body).withResponse();
    expect([data, response.status]).toEqual([expected, 200]);
    expect(await (await client().messages.create(body).asResponse()).json()).toEqual(expected);
    expect(spans()).toHaveLength(3);
  });

  it('that asks for a tool says so', async () => {
    await client().messages.create({ ...body, model: 'calls-tool' });
    expect(modelSpan().attributes['gen_ai.response.finish_reasons']).toEqual(['tool_use']);
  });

  it('that is refused throws the same error, and counts', async () => {
    const failed = await plain()
      .messages.create({ ...body, model: 'limited' })
      .catch(same);
    const thrown = await client()
      .messages.create({ ...body, model: 'limited' })
      .catch(same);
    expect(String(thrown)).toBe(String(failed));
    expect(thrown).toBeInstanceOf(Anthropic.RateLimitError);
    expect(modelSpan().attributes['error.type']).toBe('rate_limit_error');
    expect(modelSpan().status.code).toBe(SpanStatusCode.ERROR);
  });

  it('that is tried again is one call', async () => {
    await client({ maxRetries: 1 }).messages.create({ ...body, model: 'flaky' });
    expect(modelSpan().attributes['error.type']).toBeUndefined();
  });
});

describe('a stream', () => {
  const streamed = { ...body, stream: true as const };

  it('is counted to its end', async () => {
    const events = await collected(await client().messages.create({ ...streamed, model: 'cached' }));
    expect(events).toEqual(await collected(await plain().messages.create({ ...streamed, model: 'cached' })));
    const { attributes } = modelSpan();
    expect(attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.id': 'msg_1',
      'gen_ai.response.finish_reasons': ['end_turn'],
      'gen_ai.usage.input_tokens': 71,
      'gen_ai.usage.output_tokens': 7,
    });
    expect(attributes['gen_ai.response.time_to_first_chunk']).toEqual(expect.any(Number));
    expect(sums()).toMatchObject({ 'gen_ai.client.inference.time_per_output_chunk': expect.any(Number) });
  });

  it('is counted once where two read it', async () => {
    const [left, right] = (await client().messages.create(streamed)).tee();
    expect(await collected(left)).toEqual(await collected(right));
    expect(modelSpan().attributes['gen_ai.usage.output_tokens']).toBe(7);
  });

  it('of the helper is counted', async () => {
    const stream = client().messages.stream(body);
    expect(await stream.finalText()).toBe('Hello world');
    expect(modelSpan().attributes['gen_ai.usage.output_tokens']).toBe(7);
  });

  it('that is left counts what was billed so far', async () => {
    for await (const _ of await client().messages.create({ ...streamed, model: 'hangs' })) break;
    expect(modelSpan().attributes).toMatchObject({ 'portcall.outcome': 'abandoned', 'gen_ai.usage.input_tokens': 11 });
    expect(sums()).toMatchObject({ 'gen_ai.client.inference.usage.input_tokens': 11 });
  });

  it('of the helper that is aborted is over', async () => {
    const stream = client().messages.stream({ ...body, model: 'hangs' });
    stream.on('text', () => stream.abort());
    await expect(stream.finalText()).rejects.toThrow(Anthropic.APIUserAbortError);
    expect(modelSpan().attributes['gen_ai.usage.input_tokens']).toBe(11);
  });

  it.each(['breaks', 'reports'])('that %s fails for its reader, and counts', async (model) => {
    const failed = await plain()
      .messages.create({ ...streamed, model })
      .then(collected)
      .catch(same);
    const thrown = await client()
      .messages.create({ ...streamed, model })
      .then(collected)
      .catch(same);
    expect(String(thrown)).toBe(String(failed));
    expect(thrown).toHaveProperty('stack');
    expect(modelSpan().status.code).toBe(SpanStatusCode.ERROR);
    expect(sums()).toMatchObject({ 'gen_ai.client.inference.usage.input_tokens': 11 });
  });
});

it('shows what was written where it is asked for, instructions too', async () => {
  const asked = tracedAnthropic(plain(), { messageContent: true });
  await asked.messages.create({ ...body, system: 'Be brief.', model: 'calls-tool' });
  const { attributes } = modelSpan();
  expect(JSON.parse(String(attributes['gen_ai.system_instructions']))).toEqual([
    { type: 'text', content: 'Be brief.' },
  ]);
  expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'toolu_1', name: 'weather', arguments: { city: 'Oslo' } }] },
  ]);
});

it('counts messages of the beta', async () => {
  await client().beta.messages.create(body);
  expect(modelSpan().name).toBe('chat claude');
});

async function collected<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

function same(error: unknown): unknown {
  return error;
}
