import { join } from 'node:path';
import { SpanStatusCode } from '@opentelemetry/api';
import { runNode } from '@portcall/real-parts';

interface Seen {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: SpanStatusCode;
  /** The name of the span it is below. */
  readonly parent?: string;
}

interface Outcome {
  readonly result?: unknown;
  readonly error?: string;
  readonly spans: readonly Seen[];
  readonly sums: Readonly<Record<string, number>>;
  /** Integrations that the SDK knows at the end. */
  readonly left: number;
}

/** What an app that asks mock models does, and what is seen of it. */
async function seenWhen(
  work: string,
  options: object = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { stdout, stderr, code } = await runNode(join(__dirname, 'ai-app.mjs'), {
    nodeArgs: ['--expose-gc'],
    args: [work, JSON.stringify(options)],
    env,
    timeoutMs: 60_000,
  }).exit;
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Outcome;
}

const spansOf = ({ spans }: Outcome, name: string): readonly Seen[] => spans.filter((span) => span.name === name);

describe('a request of the AI SDK', () => {
  it('is a span of the conventions below the call, and counted', async () => {
    const outcome = await seenWhen('generates');
    expect(outcome.result).toBe('Hello world');
    expect(spansOf(outcome, 'chat mock')).toEqual([
      {
        name: 'chat mock',
        parent: 'answer',
        status: SpanStatusCode.UNSET,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'mock',
          'gen_ai.request.temperature': 0.2,
          'gen_ai.response.id': 'answer-1',
          'gen_ai.response.model': 'mock-2026',
          'gen_ai.response.finish_reasons': ['stop'],
          'gen_ai.usage.input_tokens': 11,
          'gen_ai.usage.output_tokens': 7,
          'gen_ai.usage.cache_read.input_tokens': 4,
          'gen_ai.usage.cache_write.input_tokens': 0,
          'gen_ai.usage.reasoning.output_tokens': 5,
        },
      },
    ]);
    expect(outcome.sums).toMatchObject({
      'gen_ai.client.inference.usage.input_tokens': 11,
      'gen_ai.client.inference.usage.output_tokens': 7,
      'gen_ai.client.inference.usage.cache_read.input_tokens': 4,
      'gen_ai.client.inference.usage.reasoning.output_tokens': 5,
    });
  });

  it('that is streamed is counted at its end, with the time to its first chunk', async () => {
    const outcome = await seenWhen('streams', { names: 'both' });
    expect(outcome.result).toBe('Hello world');
    const [span, ...others] = spansOf(outcome, 'chat mock');
    expect(others).toEqual([]);
    expect(span?.attributes).toMatchObject({ 'gen_ai.request.stream': true, 'gen_ai.usage.output_tokens': 7 });
    expect(span?.attributes['gen_ai.response.time_to_first_chunk']).toEqual(expect.any(Number));
    expect(outcome.sums).toMatchObject({
      'gen_ai.client.inference.time_to_first_chunk': expect.any(Number),
      'gen_ai.client.operation.time_to_first_chunk': expect.any(Number),
      'gen_ai.client.token.usage': 18,
      'gen_ai.client.inference.usage.output_tokens': 7,
    });
  });

  it('under the old names has no new ones', async () => {
    const { sums } = await seenWhen('generates', { names: 'classic' });
    expect(sums).toEqual({ 'gen_ai.client.operation.duration': expect.any(Number), 'gen_ai.client.token.usage': 18 });
  });

  it('that is aborted is over, and no error', async () => {
    const outcome = await seenWhen('is aborted');
    expect(outcome.result).toBe('abort');
    const [span] = spansOf(outcome, 'chat mock');
    expect(span).toMatchObject({ status: SpanStatusCode.UNSET, attributes: { 'portcall.outcome': 'abandoned' } });
  });

  it('that its reader leaves is over, once', async () => {
    const outcome = await seenWhen('is left');
    expect(spansOf(outcome, 'chat mock')).toHaveLength(1);
  });

  it('that is tried again is a span each time', async () => {
    const outcome = await seenWhen('fails once');
    expect(outcome.result).toBe('Hello world');
    expect(spansOf(outcome, 'chat mock').map(({ attributes }) => attributes['error.type'])).toEqual([
      'AI_APICallError',
      undefined,
    ]);
    expect(outcome.sums).toMatchObject({ 'gen_ai.client.inference.usage.input_tokens': 11 });
  });

  it.each(['fails', 'breaks in its stream'])('that %s is an error of its own kind', async (work) => {
    const outcome = await seenWhen(work);
    expect(spansOf(outcome, 'chat mock')).toMatchObject([{ status: SpanStatusCode.ERROR }]);
    expect(outcome.sums).toMatchObject({ 'gen_ai.client.inference.duration': expect.any(Number) });
  });

  it('for an object is one too', async () => {
    const outcome = await seenWhen('gives an object');
    expect(outcome.result).toEqual({ a: 1 });
    expect(spansOf(outcome, 'chat mock')).toMatchObject([{ attributes: { 'gen_ai.usage.output_tokens': 7 } }]);
  });

  it('for embeddings is called so', async () => {
    const outcome = await seenWhen('embeds');
    expect(spansOf(outcome, 'embeddings small')).toHaveLength(3);
    expect(outcome.sums).toEqual({
      'gen_ai.client.embeddings.duration': expect.any(Number),
      'gen_ai.client.embeddings.operation.input_tokens': 9,
    });
  });

  it('whose tokens nobody knows has none', async () => {
    const outcome = await seenWhen('embeds without a usage');
    expect(spansOf(outcome, 'embeddings small')[0]?.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
    expect(outcome.sums).toEqual({ 'gen_ai.client.embeddings.duration': expect.any(Number) });
  });
});

describe('tools', () => {
  it('are spans below the agent, with what they do below them', async () => {
    const outcome = await seenWhen('calls a tool');
    expect(outcome.result).toBe('Hello world');
    expect(outcome.spans.map(({ name, parent }) => [name, parent])).toEqual([
      ['chat mock', 'invoke_agent planner'],
      ['forecast', 'execute_tool weather'],
      ['execute_tool weather', 'invoke_agent planner'],
      ['chat mock', 'invoke_agent planner'],
      ['invoke_agent planner', 'answer'],
      ['answer', undefined],
    ]);
    expect(spansOf(outcome, 'execute_tool weather')[0]?.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': 'call-1',
      'gen_ai.agent.name': 'planner',
    });
    expect(outcome.sums).toMatchObject({
      'gen_ai.execute_tool.duration': expect.any(Number),
      'gen_ai.invoke_agent.duration': expect.any(Number),
      'gen_ai.client.inference.usage.input_tokens': 22,
    });
  });

  it('that fail say so', async () => {
    const outcome = await seenWhen('has a tool that fails');
    expect(spansOf(outcome, 'execute_tool weather')).toMatchObject([
      { status: SpanStatusCode.ERROR, attributes: { 'error.type': 'RangeError' } },
    ]);
  });
});

describe('what was written', () => {
  it('stays out', async () => {
    const { spans } = await seenWhen('generates');
    expect(JSON.stringify(spans)).not.toMatch(/Say hello|Hello world/);
  });

  it.each([
    ['by an option', { messageContent: true }, {}],
    ['by a variable', {}, { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' }],
  ])('is there where it is asked for %s', async (_, options, env) => {
    const outcome = await seenWhen('generates', options, env);
    const [span] = spansOf(outcome, 'chat mock');
    expect(JSON.parse(String(span?.attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Say hello.' }] },
    ]);
    expect(JSON.parse(String(span?.attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Hello world' }] },
    ]);
  });
});

it('leaves nothing behind, and the SDK goes on', async () => {
  const outcome = await seenWhen('is asked after the end');
  expect([outcome.result, outcome.left, spansOf(outcome, 'chat mock')]).toEqual(['Hello world', 0, []]);
});

it('keeps nothing of a request that is over', async () => {
  const { result } = await seenWhen('is asked 5000 times');
  expect(result).toBeLessThan(1_000); // bytes per request
});
