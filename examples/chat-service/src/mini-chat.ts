import type { ChatMetricsPort } from '@portcall/ports';
import { standInAuditSink } from './audit-sink.js';
import { ChatService } from './domain/chat-service.js';
import type { Turn } from './domain/threads.js';
import { standInProvider } from './provider.js';

/** The chat service of this example: its rules, with stand-ins for what it would call over the network. */
export function miniChat(metrics: ChatMetricsPort, texts: ReadonlyMap<string, string>): ChatService {
  return new ChatService({
    metrics,
    provider: standInProvider({ texts }),
    auditSink: standInAuditSink(),
    journal: [{ ...LEFT_BY_A_CRASH }],
    quota: { limits: { daily: 1_200, monthly: 2_000 }, standardModel: 'quill-small' },
    summaries: { tokens: 150, timeLimitMs: 1_500 },
    staleAfterMs: 1_000,
  });
}

const LEFT_BY_A_CRASH: Turn = {
  id: 'turn-0',
  threadId: 'before-the-crash',
  userId: 'night-owl',
  question: '60 words of walrus',
  model: 'quill-large',
  images: 0,
  answer: 'The sun was ',
  state: 'running',
  progressAt: 0,
};
