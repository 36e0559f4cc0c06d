import { generateText } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';

// In a real shop this is openai('gpt-5'), or whichever model it asks.
const model = new MockLanguageModelV4({
  provider: 'openai',
  modelId: 'gpt-5-mini',
  doGenerate: async ({ prompt }) => ({
    content: [{ type: 'text', text: `One of our best: ${JSON.stringify(prompt).length} characters were asked.` }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 12, noCache: 8, cacheRead: 4, cacheWrite: undefined },
      outputTokens: { total: 9, text: 9, reasoning: undefined },
    },
    warnings: [],
  }),
});

export async function describeProduct(name: string): Promise<string> {
  const { text } = await generateText({ model, prompt: `Describe the product ${name} in one sentence.` });
  return text;
}
