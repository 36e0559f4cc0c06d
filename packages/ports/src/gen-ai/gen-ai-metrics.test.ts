import { type Catalog, noop, type Point, prometheusName, type Store, store } from '@portcall/metrics';
import { chatCatalog } from '../chat/catalog.js';
import { chatMetrics } from '../chat/chat-metrics.js';
import { genAiCatalog } from './catalog.js';
import { chatAsGenAi } from './chat-as-gen-ai.js';
import { genAiMetrics } from './gen-ai-metrics.js';
import type { ModelCall } from './model-call.js';

const call: ModelCall = {
  operation: 'chat',
  provider: 'openai',
  requestModel: 'gpt-5',
  responseModel: 'gpt-5-2026-01-01',
  serverAddress: 'api.openai.com',
  serverPort: 443,
  duration: 1.5,
  timeToFirstChunk: 0.3,
  usage: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60, cacheWriteTokens: 0, reasoningTokens: 25 },
};

const OF_MODEL = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5',
  'gen_ai.response.model': 'gpt-5-2026-01-01',
  'server.address': 'api.openai.com',
  'server.port': 443,
};

describe('metrics of models', () => {
  it('record a request under the names since 2026', () => {
    const kept = store();
    genAiMetrics(kept).recordModelCall(call);
    expect(sums(kept)).toEqual({
      'gen_ai.client.inference.duration': 1.5,
      'gen_ai.client.inference.operation.input_tokens': 100,
      'gen_ai.client.inference.operation.output_tokens': 40,
      'gen_ai.client.inference.time_to_first_chunk': 0.3,
      'gen_ai.client.inference.usage.cache_read.input_tokens': 60,
      'gen_ai.client.inference.usage.cache_write.input_tokens': 0,
      'gen_ai.client.inference.usage.input_tokens': 100,
      'gen_ai.client.inference.usage.output_tokens': 40,
      'gen_ai.client.inference.usage.reasoning.output_tokens': 25,
    });
    const { metrics } = genAiCatalog();
    expect(kept.points(metrics.inferenceDuration)[0]?.attributes).toEqual(OF_MODEL);
    expect(kept.points(metrics.inputTokens)[0]?.attributes).toEqual({
      ...OF_MODEL,
      'gen_ai.token.modality': 'unknown',
    });
  });

  it('record it under the names before', () => {
    const kept = store();
    genAiMetrics(kept, { names: 'classic' }).recordModelCall(call);
    expect(sums(kept)).toEqual({
      'gen_ai.client.operation.duration': 1.5,
      'gen_ai.client.operation.time_to_first_chunk': 0.3,
      'gen_ai.client.token.usage': 140,
    });
    const { tokenUsage } = genAiCatalog({ names: 'classic' }).metrics;
    expect(kept.points(tokenUsage).map(({ attributes, value }) => [attributes, sumOf(value)])).toEqual([
      [{ ...OF_MODEL, 'gen_ai.token.type': 'input' }, 100],
      [{ ...OF_MODEL, 'gen_ai.token.type': 'output' }, 40],
    ]);
  });

  it('record it under both, each once', () => {
    const [both, classic, inference] = [store(), store(), store()];
    genAiMetrics(both, { names: 'both' }).recordModelCall(call);
    genAiMetrics(classic, { names: 'classic' }).recordModelCall(call);
    genAiMetrics(inference, { names: 'inference' }).recordModelCall(call);
    expect(sums(both)).toEqual({ ...sums(classic), ...sums(inference) });
  });

  it('count what a failed request was billed for, and nothing where it was not', () => {
    const kept = store();
    const metrics = genAiMetrics(kept);
    const failed = { ...call, errorType: '429', usage: undefined };
    metrics.recordModelCall(failed);
    metrics.recordModelCall({ ...failed, usage: { inputTokens: 7, outputTokens: Number.NaN } });
    expect(sums(kept)).toEqual({
      'gen_ai.client.inference.duration': 3,
      'gen_ai.client.inference.time_to_first_chunk': 0.6,
      'gen_ai.client.inference.usage.input_tokens': 7,
      'gen_ai.client.inference.usage.output_tokens': 0,
    });
    expect(kept.points(genAiCatalog().metrics.inferenceDuration)[0]?.attributes['error.type']).toBe('429');
  });

  it('leave out counts of tokens that are no numbers', () => {
    const kept = store();
    const usage = { inputTokens: Number.NaN, outputTokens: 3, cacheReadTokens: Number.POSITIVE_INFINITY };
    for (const names of ['both', 'classic'] as const) genAiMetrics(kept, { names }).recordModelCall({ ...call, usage });
    expect(sums(kept)).toMatchObject({
      'gen_ai.client.inference.usage.output_tokens': 3,
      'gen_ai.client.token.usage': 6,
    });
    expect(Object.keys(sums(kept)).filter((name) => /input_tokens/.test(name))).toEqual([]);
  });

  it('count a request that used no tokens as one that used none', () => {
    const kept = store();
    genAiMetrics(kept).recordModelCall({ ...call, usage: { inputTokens: 0, outputTokens: 0 } });
    expect(kept.points(genAiCatalog().metrics.inputTokensOfCall)[0]?.value).toMatchObject({ count: 1, sum: 0 });
  });

  it('record embeddings under their own names', () => {
    const kept = store();
    const embeddings = { ...call, operation: 'embeddings', timeToFirstChunk: undefined, usage: { inputTokens: 12 } };
    genAiMetrics(kept, { names: 'both' }).recordModelCall(embeddings);
    expect(sums(kept)).toEqual({
      'gen_ai.client.embeddings.duration': 1.5,
      'gen_ai.client.embeddings.operation.input_tokens': 12,
      'gen_ai.client.operation.duration': 1.5,
      'gen_ai.client.token.usage': 12,
    });
  });

  it('record the time between chunks, what tools take and what agents take', () => {
    const kept = store();
    const metrics = genAiMetrics(kept, { names: 'both' });
    metrics.recordOutputChunk(call, 0.04);
    metrics.recordToolExecution({ tool: 'weather', type: 'function', duration: 0.2 });
    metrics.recordAgentInvocation({ agent: 'Math Tutor', duration: 9, errorType: 'TimeoutError' });
    expect(sums(kept)).toEqual({
      'gen_ai.client.inference.time_per_output_chunk': 0.04,
      'gen_ai.client.operation.time_per_output_chunk': 0.04,
      'gen_ai.execute_tool.duration': 0.2,
      'gen_ai.invoke_agent.duration': 9,
    });
  });

  it.each(['inference', 'classic', 'both'] as const)('do nothing over noop() with the names %s', (names) => {
    expect(() => genAiMetrics(noop(), { names }).recordModelCall(call)).not.toThrow();
  });

  it('refuse names that there are not', () => {
    // @ts-expect-error no such names
    expect(() => genAiMetrics(store(), { names: 'new' })).toThrow(
      'genAiMetrics({ names }): unknown value "new"; use one of "inference", "classic", "both"',
    );
    // @ts-expect-error it is `names`
    expect(() => genAiCatalog({ name: 'both' })).toThrow('genAiCatalog(): unknown option "name"');
  });

  it('are called in Prometheus as its translators call them', () => {
    expect(
      Object.values(genAiCatalog({ names: 'both' }).metrics).map((one) => prometheusName(one, 'underscore_suffixes')),
    ).toEqual([
      'gen_ai_client_inference_duration_seconds',
      'gen_ai_client_inference_time_to_first_chunk_seconds',
      'gen_ai_client_inference_time_per_output_chunk_seconds',
      'gen_ai_client_inference_usage_input_tokens_total',
      'gen_ai_client_inference_usage_output_tokens_total',
      'gen_ai_client_inference_usage_cache_read_input_tokens_total',
      'gen_ai_client_inference_usage_cache_write_input_tokens_total',
      'gen_ai_client_inference_usage_reasoning_output_tokens_total',
      'gen_ai_client_inference_operation_input_tokens',
      'gen_ai_client_inference_operation_output_tokens',
      'gen_ai_client_embeddings_duration_seconds',
      'gen_ai_client_embeddings_operation_input_tokens',
      'gen_ai_client_operation_duration_seconds',
      'gen_ai_client_operation_time_to_first_chunk_seconds',
      'gen_ai_client_operation_time_per_output_chunk_seconds',
      'gen_ai_client_token_usage',
      'gen_ai_execute_tool_duration_seconds',
      'gen_ai_invoke_agent_duration_seconds',
    ]);
  });

  it('have the boundaries that the conventions advise', () => {
    const { inferenceDuration, inputTokensOfCall, agentDuration } = genAiCatalog().metrics;
    expect(inferenceDuration.boundaries).toEqual([
      0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
    ]);
    expect(inputTokensOfCall.boundaries).toEqual([
      1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
    ]);
    expect(agentDuration.boundaries?.at(-1)).toBe(409.6);
  });
});

describe('a chat service', () => {
  it('is counted by the conventions too, without a change in it', () => {
    const kept = store();
    const port = chatAsGenAi(chatMetrics(kept), genAiMetrics(kept));
    for (const end of [
      () => port.recordStreamCompleted('openai', 'gpt-5'),
      () => port.recordStreamFailed('openai', 'gpt-5', 'rate_limited'),
    ]) {
      port.recordTtftProviderMs('openai', 'gpt-5', 250);
      end();
      port.recordStreamTotalLatencyMs('openai', 'gpt-5', 2_000);
    }
    port.recordStreamTotalLatencyMs('openai', 'gpt-4', 1_000);
    const durations = kept.points(genAiCatalog().metrics.inferenceDuration);
    expect(
      durations.map(({ attributes, value }) => [
        attributes['gen_ai.request.model'],
        attributes['error.type'],
        value.sum,
      ]),
    ).toEqual([
      ['gpt-5', undefined, 2],
      ['gpt-5', 'rate_limited', 2],
      ['gpt-4', undefined, 1],
    ]);
    expect(sums(kept)).toMatchObject({ 'gen_ai.client.inference.time_to_first_chunk': 0.5 });
    expect(kept.value(chatCatalog().metrics.streamTotalLatency, {})).toMatchObject({ count: 3 });
    expect(kept.value(chatCatalog().metrics.streamFailed, { provider: 'openai' })).toBe(1);
  });

  it('that never says how long its streams took is not remembered for ever', () => {
    const kept = store();
    const port = chatAsGenAi(chatMetrics(kept), genAiMetrics(kept));
    for (let stream = 0; stream < 2_000; stream += 1) port.recordStreamFailed('openai', 'gpt-5', `code ${stream % 2}`);
    port.recordStreamTotalLatencyMs('openai', 'gpt-5', 1_000);
    expect(kept.points(genAiCatalog().metrics.inferenceDuration)[0]?.attributes['error.type']).toBe('code 0');
  });
});

/** What every metric that was recorded has added up to. */
function sums(kept: Store): Readonly<Record<string, number>> {
  const catalog: Catalog = genAiCatalog({ names: 'both' });
  const recorded = Object.values(catalog.metrics).flatMap((definition) => {
    const points = kept.points(definition);
    const sum = points.reduce((total, { value }) => total + sumOf(value), 0);
    return points.length === 0 ? [] : [[definition.name, sum] as const];
  });
  return Object.fromEntries(recorded);
}

function sumOf(value: Point['value']): number {
  return typeof value === 'number' ? value : value.sum;
}
