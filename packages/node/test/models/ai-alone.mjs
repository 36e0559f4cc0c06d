// Asks a mock model, and knows nothing of telemetry.
import { generateText } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';

const model = new MockLanguageModelV4({
  provider: 'openai',
  modelId: 'mock',
  doGenerate: async () => ({
    content: [{ type: 'text', text: 'Hello world' }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: { inputTokens: { total: 11 }, outputTokens: { total: 7 } },
    warnings: [],
  }),
});
console.log((await generateText({ model, prompt: 'Say hello.' })).text);
