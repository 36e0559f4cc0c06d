// Asks through wrapped clients whose network is in this process, and prints how many bytes a request leaves behind.
import Anthropic from '@anthropic-ai/sdk';
import { tracedAnthropic } from '@portcall/integrations/anthropic';
import { tracedOpenAI } from '@portcall/integrations/openai';
import { registerInstrumentation } from '@portcall/node';
import OpenAI from 'openai';

const telemetry = registerInstrumentation({ exporters: [], quiet: true });
await telemetry.ready;

const events = (...said) =>
  new Response(said.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  });
const chunk = { id: '1', model: 'gpt-5', choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] };
const openai = tracedOpenAI(new OpenAI({ apiKey: 'key', fetch: async () => events(chunk, chunk) }));
const message = { id: '1', model: 'claude', usage: { input_tokens: 3, output_tokens: 1 }, content: [] };
const anthropic = tracedAnthropic(
  new Anthropic({
    apiKey: 'key',
    fetch: async () => events({ type: 'message_start', message }, { type: 'message_stop' }),
  }),
);

const messages = [{ role: 'user', content: 'Hello?' }];
const asks = {
  async read(turn) {
    const body = { model: 'm', max_tokens: 9, messages, stream: true };
    const stream = turn % 2 === 0 ? await openai.chat.completions.create(body) : await anthropic.messages.create(body);
    for await (const _ of stream);
  },
  async unread() {
    await openai.chat.completions.create({ model: 'm', messages, stream: true });
  },
};

async function ask(how, times) {
  for (let turn = 0; turn < times; turn += 1) {
    await asks[how](turn);
    if (turn % 100 === 0) await new Promise(setImmediate);
  }
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

const grown = {};
for (const how of Object.keys(asks)) {
  const before = await ask(how, 4_000);
  grown[how] = ((await ask(how, 8_000)) - before) / 8_000;
}
console.log(JSON.stringify(grown));
await telemetry.shutdown();
