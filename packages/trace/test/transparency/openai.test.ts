import OpenAI from 'openai';
import { describeTransparency, type World } from './suite.js';

const encoded = (data: unknown): string => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

function answer(path: string, after: string | null): Response {
  const headers = { 'content-type': 'application/json', 'x-request-id': 'r_1' };
  if (path === '/v1/models')
    return Response.json({ object: 'list', data: [{ id: 'm_1' }, { id: 'm_2' }] }, { headers });
  if (path === '/v1/files') {
    const data = after === null ? [{ id: 'f_1' }] : [{ id: 'f_2' }];
    return Response.json({ object: 'list', data, has_more: after === null }, { headers });
  }
  if (path === '/v1/chat/completions') {
    const chunks = ['Hel', 'lo'].map((content) => ({ id: 'c', choices: [{ index: 0, delta: { content } }] }));
    return new Response([...chunks.map(encoded), encoded('[DONE]')].join(''), {
      headers: { 'content-type': 'text/event-stream' },
    });
  }
  return Response.json({ error: { message: 'no such thing', type: 'not_found' } }, { status: 404, headers });
}

function clientOf({ see }: World): OpenAI {
  return new OpenAI({
    apiKey: 'none',
    maxRetries: 0,
    fetch: async (url) => {
      const { pathname, searchParams } = new URL(url instanceof Request ? url.url : url);
      see('fetch', pathname, searchParams.get('after'));
      return answer(pathname, searchParams.get('after'));
    },
  });
}

const ask: OpenAI.ChatCompletionCreateParamsStreaming = { model: 'm_1', stream: true, messages: [] };

describeTransparency('OpenAI', {
  'pages, awaited and iterated': async (world) => {
    const { fn, see, attempt } = world;
    const client = clientOf(world);
    const list = fn(() => client.models.list());
    const promise = list();
    see('promise', promise instanceof Promise, promise.constructor.name, Object.keys(promise));
    see('page', (await promise).data);
    for await (const model of list()) see('model', model);
    const files = fn(() => client.files.list());
    for await (const file of files()) see('file', file);
    see('page', (await files()).hasNextPage());
    see('raw', (await files().asResponse()).status, (await files().withResponse()).request_id);
    await attempt('missing', () => fn(() => client.models.retrieve('none'))());
    await attempt('missing', async () => fn(async () => client.models.retrieve('none'))());
  },
  'chat streams': async (world) => {
    const { fn, see } = world;
    const client = clientOf(world);
    const chat = fn(async () => client.chat.completions.create(ask));
    const given = await chat();
    see('stream', given.constructor.name, Object.keys(given), given.controller instanceof AbortController);
    for await (const chunk of given) see('chunk', chunk.choices[0]?.delta.content);
    for await (const chunk of await chat()) {
      see('first', chunk.choices[0]?.delta.content);
      break;
    }
    for (const half of (await chat()).tee())
      for await (const chunk of half) see('half', chunk.choices[0]?.delta.content);
    see('web', await new Response((await chat()).toReadableStream()).text());
    const stopped = await chat();
    for await (const chunk of stopped) {
      see('until', chunk.choices[0]?.delta.content);
      stopped.controller.abort();
    }
  },
  'a chat that is not awaited': async (world) => {
    const client = clientOf(world);
    const stream = await world.fn(() => client.chat.completions.create(ask))();
    for await (const chunk of stream) world.see('chunk', chunk.choices[0]?.delta.content);
  },
});
