// Asks mock models through the AI SDK, with nothing of telemetry in it but the registration, and prints what was seen.
import { channels } from '@portcall/integrations/channels';
import { registerInstrumentation } from '@portcall/node';
import { genAiCatalog } from '@portcall/ports';
import { traced } from '@portcall/trace';
import { embed, embedMany, generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { MockEmbeddingModelV4, MockLanguageModelV4, simulateReadableStream } from 'ai/test';

globalThis.AI_SDK_LOG_WARNINGS = false;
const settings = JSON.parse(process.argv[3] ?? '{}');
const spans = [];
const telemetry = registerInstrumentation({
  exporters: [],
  integrations: [channels({ only: ['ai'], models: settings })],
  spanProcessors: [
    {
      onStart() {},
      onEnd: (span) => void spans.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ],
});
await telemetry.ready;

const usage = {
  inputTokens: { total: 11, noCache: 7, cacheRead: 4, cacheWrite: 0 },
  outputTokens: { total: 7, text: 2, reasoning: 5 },
};
const response = { id: 'answer-1', modelId: 'mock-2026', timestamp: new Date(0) };
const stop = { unified: 'stop', raw: 'stop' };
const text = { content: [{ type: 'text', text: 'Hello world' }], finishReason: stop, usage, warnings: [], response };
const call = {
  content: [{ type: 'tool-call', toolCallId: 'call-1', toolName: 'weather', input: '{"city":"Oslo"}' }],
  finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
  usage,
  warnings: [],
};
const parts = [
  { type: 'stream-start', warnings: [] },
  { type: 'response-metadata', ...response },
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'Hello' },
  { type: 'text-delta', id: '1', delta: ' world' },
  { type: 'text-end', id: '1' },
  { type: 'finish', finishReason: stop, usage },
];
const modelOf = (doGenerate) => new MockLanguageModelV4({ provider: 'openai.chat', modelId: 'mock', doGenerate });
const streaming = (chunks, delay = 5) =>
  new MockLanguageModelV4({
    provider: 'openai.chat',
    modelId: 'mock',
    doStream: async () => ({ stream: simulateReadableStream({ chunks, chunkDelayInMs: delay }) }),
  });
const prompt = 'Say hello.';

const WORK = {
  generates: async () => (await generateText({ model: modelOf(async () => text), prompt, temperature: 0.2 })).text,
  streams: async () => await streamText({ model: streaming(parts), prompt }).text,
  async 'is left'() {
    for await (const _ of streamText({ model: streaming(parts), prompt }).textStream) break;
    for (let turn = 0; turn < 50 && spans.length === 0; turn += 1) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  async 'is aborted'() {
    const aborting = new AbortController();
    const result = streamText({ model: streaming(parts, 50), prompt, abortSignal: aborting.signal });
    setTimeout(() => aborting.abort(), 80);
    const seen = [];
    for await (const part of result.fullStream) seen.push(part.type);
    return seen.at(-1);
  },
  'fails once': async () => {
    let times = 0;
    const { APICallError } = await import('ai');
    const model = modelOf(async () => {
      times += 1;
      if (times > 1) return text;
      throw new APICallError({ message: 'no', url: 'x', requestBodyValues: {}, statusCode: 503, isRetryable: true });
    });
    return (await generateText({ model, prompt, maxRetries: 1 })).text;
  },
  fails: async () =>
    await generateText({ model: modelOf(() => Promise.reject(new TypeError('broken'))), prompt, maxRetries: 0 }),
  'breaks in its stream': async () =>
    await streamText({
      model: streaming([...parts.slice(0, 4), { type: 'error', error: new TypeError('broken') }]),
      prompt,
      onError() {},
    }).text,
  async 'calls a tool'() {
    let times = 0;
    const weather = tool({
      description: 'The weather.',
      inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } } }),
      execute: traced('forecast', { type: 'query' }, async ({ city }) => `rain in ${city}`),
    });
    const model = modelOf(async () => {
      times += 1;
      return times === 1 ? call : text;
    });
    const tools = { weather };
    const result = await generateText({
      model,
      prompt,
      tools,
      stopWhen: stepCountIs(3),
      telemetry: { functionId: 'planner' },
    });
    return result.text;
  },
  async 'has a tool that fails'() {
    const weather = tool({
      inputSchema: jsonSchema({ type: 'object' }),
      execute: async () => {
        throw new RangeError('no weather');
      },
    });
    await generateText({ model: modelOf(async () => call), prompt, tools: { weather } });
  },
  async embeds() {
    const doEmbed = async ({ values }) => ({
      embeddings: values.map(() => [1, 2]),
      usage: { tokens: 3 },
      warnings: [],
    });
    const model = new MockEmbeddingModelV4({ provider: 'openai.embedding', modelId: 'small', doEmbed });
    const one = await embed({ model, value: 'a' });
    const many = await embedMany({ model, values: ['a', 'b'] });
    return one.embedding.length + many.embeddings.length;
  },
  'embeds without a usage': async () => {
    const doEmbed = async ({ values }) => ({ embeddings: values.map(() => [1, 2]), warnings: [] });
    await embed({ model: new MockEmbeddingModelV4({ provider: 'cohere', modelId: 'small', doEmbed }), value: 'a' });
  },
  async 'gives an object'() {
    const schema = jsonSchema({ type: 'object', properties: { a: { type: 'number' } } });
    const model = modelOf(async () => ({ ...text, content: [{ type: 'text', text: '{"a":1}' }] }));
    return (await generateObject({ model, schema, prompt })).object;
  },
  'is asked after the end': async () => {
    await telemetry.shutdown();
    return (await generateText({ model: modelOf(async () => text), prompt })).text;
  },
  async 'is asked 5000 times'() {
    const model = modelOf(async () => text);
    const ask = async (times) => {
      for (let turn = 0; turn < times; turn += 1) await generateText({ model: modelOf(async () => text), prompt });
      spans.length = 0;
      globalThis.gc();
      return process.memoryUsage().heapUsed;
    };
    await generateText({ model, prompt });
    const before = await ask(1_000);
    const after = await ask(4_000);
    return (after - before) / 4_000;
  },
};

const work = traced('answer', { type: 'action' }, WORK[process.argv[2]]);
const outcome = await work().then(
  (result) => ({ result }),
  (error) => ({ error: `${error.name}: ${error.message}` }),
);
const { metrics } = genAiCatalog({ names: 'both' });
const sums = Object.values(metrics).flatMap((definition) => {
  const points = telemetry.backend.points(definition);
  const sum = points.reduce((total, { value }) => total + (value.sum ?? value), 0);
  return points.length === 0 ? [] : [[definition.name, sum]];
});
const byId = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
console.log(
  JSON.stringify({
    ...outcome,
    spans: spans.map(({ name, attributes, parentSpanContext, status }) => ({
      name,
      attributes,
      status: status.code,
      parent: byId.get(parentSpanContext?.spanId),
    })),
    sums: Object.fromEntries(sums),
    left: globalThis.AI_SDK_TELEMETRY_INTEGRATIONS.length,
  }),
);
await telemetry.shutdown();
