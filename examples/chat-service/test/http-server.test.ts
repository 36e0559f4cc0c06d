import { noop } from '@portcall/metrics';
import { chatMetrics } from '@portcall/ports';
import { ChatService } from '../src/domain/chat-service.js';
import { serveChat } from '../src/http-server.js';
import { standInProvider } from '../src/provider.js';

it.each(['null', '5', '"a question"', '{'])('answers a body of %p with 400', async (body) => {
  const service = new ChatService({
    metrics: chatMetrics(noop()),
    provider: standInProvider({ texts: new Map() }),
    auditSink: { deliver: async () => 'accepted' },
    quota: { limits: { daily: 10_000, monthly: 20_000 }, standardModel: 'quill-small' },
    summaries: { tokens: 10_000, timeLimitMs: 500 },
    staleAfterMs: 300,
  });
  await using server = await serveChat(service, 0);
  const response = await fetch(`${server.url}/threads/thread/turns`, { method: 'POST', body });
  expect([response.status, await response.json()]).toEqual([400, { error: 'invalid_json' }]);
});
