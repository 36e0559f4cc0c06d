import { setTimeout as sleep } from 'node:timers/promises';
import { brokenRelations, type Store, store } from '@portcall/metrics';
import { chatCatalog, chatMetrics } from '@portcall/ports';
import { standInAuditSink } from '../src/audit-sink.js';
import type { AnswerEvent } from '../src/domain/answers.js';
import { ChatService, type ChatServiceParts } from '../src/domain/chat-service.js';
import type { NewTurn, Turn } from '../src/domain/threads.js';
import { standInProvider } from '../src/provider.js';

const catalog = chatCatalog();
const { metrics } = catalog;
const LARGE = { provider: 'quill', model: 'quill-large' };
const NO_LIMIT = 30_000;

const texts = new Map([['rhyme', 'The sea was wet as wet could be, the sands were dry as dry.']]);

interface Chat {
  readonly kept: Store;
  readonly service: ChatService;
  ask(
    question: string,
    turn?: Partial<NewTurn> & { timeLimitMs?: number },
    watch?: (event: AnswerEvent) => void,
  ): Promise<boolean>;
}

function chat(parts: Partial<ChatServiceParts> = {}): Chat {
  const kept = store();
  const service = new ChatService({
    metrics: chatMetrics(kept),
    provider: standInProvider({ texts }),
    auditSink: { deliver: async () => 'accepted' },
    quota: { limits: { daily: 10_000, monthly: 20_000 }, standardModel: 'quill-small' },
    summaries: { tokens: 10_000, timeLimitMs: 500 },
    staleAfterMs: 300,
    ...parts,
  });
  return {
    kept,
    service,
    ask(question, { timeLimitMs = NO_LIMIT, ...turn } = {}, watch = () => {}) {
      const asked = { threadId: 'thread', userId: 'ada', model: 'quill-large', images: 0, question, ...turn };
      return service.ask(asked, watch, timeLimitMs);
    },
  };
}

async function settled(service: ChatService): Promise<void> {
  while (service.unsettled > 0) await sleep(10);
}

describe('an answer', () => {
  it('is started and completed once, and leaves no active stream', async () => {
    const { kept, ask } = chat();
    const events: AnswerEvent[] = [];
    await ask('9 words of rhyme', { images: 2 }, (event) => {
      events.push(event);
      if (event.kind === 'text') expect(kept.value(metrics.activeStreams)).toBe(1);
    });
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'text', 'text', 'text', 'done', 'settled']);
    expect(kept.value(metrics.streamStarted, LARGE)).toBe(1);
    expect(kept.value(metrics.streamCompleted, LARGE)).toBe(1);
    expect(kept.value(metrics.activeStreams)).toBe(0);
    expect(kept.value(metrics.ttftProvider, LARGE).count).toBe(1);
    expect(kept.value(metrics.ttftOverhead, LARGE).count).toBe(1);
    expect(kept.value(metrics.streamTotalLatency, LARGE).count).toBe(1);
    expect(kept.value(metrics.finalizationLatency).count).toBe(1);
    expect(kept.value(metrics.imageInputsPerTurn).sum).toBe(2);
    expect(brokenRelations(catalog, kept)).toEqual([]);
  });

  it("fails with the provider's code", async () => {
    const { kept, ask } = chat();
    await ask('sandbox:overloaded');
    await ask('30 words of rhyme sandbox:connection_reset');
    expect(kept.value(metrics.streamFailed, { error_code: 'overloaded' })).toBe(1);
    expect(kept.value(metrics.streamFailed, { error_code: 'connection_reset' })).toBe(1);
    expect(kept.value(metrics.streamCompleted)).toBe(0);
    expect(brokenRelations(catalog, kept)).toEqual([]);
  });

  it('that is cut short is completed too, and incomplete for a reason', async () => {
    const { kept, ask } = chat();
    await ask('60 words of rhyme sandbox:content_filter');
    expect(kept.value(metrics.streamIncomplete, { ...LARGE, reason: 'content_filter' })).toBe(1);
    expect(kept.value(metrics.streamCompleted, LARGE)).toBe(1);
  });

  it('counts the calls of the code interpreter', async () => {
    const { kept, ask } = chat();
    await ask('9 words of rhyme sandbox:calculate');
    expect(kept.value(metrics.codeInterpreterCalls, { model: 'quill-large' })).toBe(2);
  });

  it('is audited, once more where the sink is busy, and rejected where it is refused', async () => {
    const { kept, ask } = chat({ auditSink: standInAuditSink() });
    for (let asked = 0; asked < 8; asked += 1) await ask('3 words of rhyme');
    await ask('3 words of rhyme', { userId: 'stranger' });
    expect(kept.value(metrics.auditEmit, { result: 'ok' })).toBe(8);
    expect(kept.value(metrics.auditEmit, { result: 'retry' })).toBe(1);
    expect(kept.value(metrics.auditEmit, { result: 'reject' })).toBe(1);
  });
});

describe('a cancellation', () => {
  it('by the user in the middle leaves an incomplete answer', async () => {
    const { kept, service, ask } = chat();
    await ask('90 words of rhyme sandbox:slow', {}, (event) => {
      if (event.kind === 'text') service.cancellations.request('turn-1', 'user_stop');
    });
    expect(kept.value(metrics.cancelEffective, { trigger: 'user_stop' })).toBe(1);
    expect(kept.value(metrics.timeToAbort, { trigger: 'user_stop' }).count).toBe(1);
    expect(kept.value(metrics.streamsAborted, { trigger: 'internal_abort' })).toBe(1);
    expect(kept.value(metrics.streamIncomplete, { ...LARGE, reason: 'user_stop' })).toBe(1);
    expect(brokenRelations(catalog, kept)).toEqual([]);
  });

  it('by a client that leaves before the first token leaves a failed stream', async () => {
    const { kept, service, ask } = chat();
    await ask('9 words of rhyme sandbox:slow_start', {}, (event) => {
      if (event.kind === 'started') service.cancellations.disconnected(event.turnId);
    });
    expect(kept.value(metrics.streamDisconnected, { stage: 'before_first_token' })).toBe(1);
    expect(kept.value(metrics.streamsAborted, { trigger: 'client_disconnect' })).toBe(1);
    expect(kept.value(metrics.streamFailed, { ...LARGE, error_code: 'disconnect' })).toBe(1);
    expect(kept.value(metrics.ttftProvider).count).toBe(0);
  });

  it('that comes after the end is requested and not effective', async () => {
    const { kept, service, ask } = chat();
    await ask('9 words of rhyme', {}, (event) => {
      if (event.kind === 'done') service.cancellations.disconnected('turn-1');
    });
    service.cancellations.request('turn-1', 'user_stop');
    expect(kept.value(metrics.streamDisconnected, { stage: 'after_done' })).toBe(1);
    expect(kept.value(metrics.cancelRequested)).toBe(2);
    expect(kept.value(metrics.cancelEffective)).toBe(0);
    expect(kept.value(metrics.streamsAborted)).toBe(0);
  });

  it('counts once, whoever asks second', async () => {
    const { kept, service, ask } = chat();
    await ask('90 words of rhyme sandbox:slow', { timeLimitMs: 120 }, (event) => {
      if (event.kind === 'done') service.cancellations.request('turn-1', 'user_stop');
    });
    expect(kept.value(metrics.cancelEffective, { trigger: 'timeout' })).toBe(1);
    expect(kept.value(metrics.cancelEffective)).toBe(1);
  });
});

describe('a turn that is retried while its first answer is settled', () => {
  /** One whose first answer waits for its audit, and whose second one has begun. */
  async function retried(question: string, timeLimitMs = NO_LIMIT) {
    let accept = (): void => {};
    const accepted = new Promise<void>((resolve) => {
      accept = resolve;
    });
    let audits = 0;
    const auditSink: ChatServiceParts['auditSink'] = {
      async deliver() {
        audits += 1;
        if (audits === 1) await accepted;
        return 'accepted';
      },
    };
    const { kept, service, ask } = chat({ auditSink });
    const first = ask('3 words of rhyme');
    while (audits === 0) await sleep(5);
    const turn = service.threads.turn('turn-1')!;
    expect(service.mutations.mutate(turn, 'ada', { op: 'edit', question })).toBe('ok');
    const second = service.answers.answer(turn, () => {}, timeLimitMs);
    accept();
    await first;
    return { kept, service, second };
  }

  it('can be stopped', async () => {
    const { kept, service, second } = await retried('90 words of rhyme sandbox:hang');
    expect(service.cancellations.request('turn-1', 'user_stop')).toBe(true);
    await second;
    expect(kept.value(metrics.cancelEffective, { trigger: 'user_stop' })).toBe(1);
  });

  it('ends at its time limit', async () => {
    const { kept, second } = await retried('90 words of rhyme sandbox:hang', 50);
    await second;
    expect(kept.value(metrics.cancelEffective, { trigger: 'timeout' })).toBe(1);
  });

  it('is waited for', async () => {
    const { kept, service } = await retried('30 words of rhyme sandbox:slow');
    expect(service.unsettled).toBe(1);
    await service.drained();
    expect(kept.value(metrics.streamCompleted, LARGE)).toBe(2);
    expect(service.unsettled).toBe(0);
  });
});

it('gives an answer more time than a timer can take', async () => {
  const { kept, ask } = chat();
  await ask('30 words of rhyme', { timeLimitMs: 2 ** 40 });
  expect(kept.value(metrics.cancelRequested)).toBe(0);
  expect(kept.value(metrics.streamCompleted, LARGE)).toBe(1);
});

describe('a quota', () => {
  it('gives the standard model when the day is used up, and nothing when the month is', async () => {
    const { kept, ask } = chat({ quota: { limits: { daily: 200, monthly: 450 }, standardModel: 'quill-small' } });
    expect(await ask('120 words of rhyme')).toBe(true);
    expect(await ask('120 words of rhyme')).toBe(true);
    expect(await ask('120 words of rhyme')).toBe(true);
    expect(await ask('120 words of rhyme')).toBe(false);
    const preflights = (decision: string) => kept.value(metrics.quotaPreflight, { decision, tier: 'premium' });
    expect([preflights('allow'), preflights('downgrade'), preflights('reject')]).toEqual([1, 2, 1]);
    expect(kept.value(metrics.streamStarted, { model: 'quill-small' })).toBe(2);
    expect(kept.value(metrics.quotaReserve, { period: 'daily' })).toBe(3);
    expect(kept.value(metrics.quotaCommit, { period: 'monthly' })).toBe(3);
    expect(kept.value(metrics.quotaOvershoot, { period: 'daily' })).toBe(3);
    expect(kept.value(metrics.quotaEstimatedTokens).count).toBe(3);
    expect(kept.value(metrics.quotaActualTokens).sum).toBeGreaterThan(360);
  });
});

describe('a turn', () => {
  it('is changed by its owner, as the latest one, once it has ended', async () => {
    const { kept, service, ask } = chat();
    await ask('3 words of rhyme');
    await ask('3 words of rhyme');
    const [first, second] = ['turn-1', 'turn-2'].map((id) => service.threads.turn(id)) as [Turn, Turn];
    expect(service.mutations.mutate(first, 'ada', { op: 'retry' })).toBe('not_latest');
    expect(service.mutations.mutate(second, 'bob', { op: 'delete' })).toBe('forbidden');
    expect(service.mutations.mutate(second, 'ada', { op: 'edit', question: '6 words of rhyme' })).toBe('ok');
    expect(service.mutations.mutate(second, 'ada', { op: 'retry' })).toBe('invalid_state');
    await service.answers.answer(second, () => {}, NO_LIMIT);
    expect(service.mutations.mutate(second, 'ada', { op: 'delete' })).toBe('ok');
    expect(service.threads.isLatest(first)).toBe(true);
    expect(kept.value(metrics.turnMutation, { op: 'edit', result: 'ok' })).toBe(1);
    expect(kept.value(metrics.turnMutation, { op: 'delete', result: 'forbidden' })).toBe(1);
    expect(kept.value(metrics.turnMutation)).toBe(5);
    expect(kept.value(metrics.turnMutationLatency).count).toBe(5);
  });
});

describe('attachments', () => {
  it('are accepted or refused, each for its reason, and none stays pending', async () => {
    const { kept, service } = chat();
    const upload = (name: string, size = 10) =>
      service.attachments.upload({ threadId: 'thread', kind: 'document', name, bytes: new Uint8Array(size) });
    const results = await Promise.all([upload('a.txt'), upload('b.txt', 1e6), upload('c.exe'), upload('refused.txt')]);
    expect(results).toEqual(['ok', 'file_too_large', 'unsupported_type', 'provider_error']);
    for (const result of ['ok', 'file_too_large', 'unsupported_type', 'provider_error'] as const) {
      expect(kept.value(metrics.attachmentUpload, { kind: 'document', result })).toBe(1);
    }
    expect(kept.value(metrics.attachmentUploadBytes, { kind: 'document' })).toMatchObject({ count: 1, sum: 10 });
    expect(kept.value(metrics.attachmentsPending)).toBe(0);
  });

  it('are removed with their thread: at once, at the second attempt, or never', async () => {
    const { kept, service } = chat();
    for (const name of ['a.txt', 'busy.txt', 'locked.txt']) {
      await service.attachments.upload({ threadId: 'thread', kind: 'document', name, bytes: new Uint8Array(1) });
    }
    service.deleteThread('thread');
    await service.housekeeping();
    expect(kept.value(metrics.cleanupBacklog, { state: 'pending', resource_type: 'file' })).toBe(2);
    expect(kept.value(metrics.cleanupBacklog, { state: 'pending', resource_type: 'vector_store' })).toBe(1);
    for (let run = 0; run < 3; run += 1) await service.housekeeping();
    expect(service.unsettled).toBe(0);
    expect(kept.value(metrics.cleanupCompleted, { resource_type: 'file' })).toBe(2);
    expect(kept.value(metrics.cleanupCompleted, { resource_type: 'vector_store' })).toBe(1);
    expect(kept.value(metrics.cleanupRetry, { reason: 'conflict' })).toBe(1);
    expect(kept.value(metrics.cleanupRetry, { reason: 'locked' })).toBe(2);
    expect(kept.value(metrics.cleanupFailed, { resource_type: 'file' })).toBe(1);
    expect(kept.value(metrics.cleanupVectorStoreWithFailedAttachments)).toBe(1);
    expect(kept.value(metrics.cleanupBacklog, { state: 'failed', resource_type: 'file' })).toBe(1);
  });
});

describe('the watchdog', () => {
  it('ends a turn that makes no progress, and leaves one that does', async () => {
    const { kept, service, ask } = chat();
    const answered = Promise.all([ask('30 words of rhyme sandbox:hang'), ask('12 words of rhyme sandbox:slow')]);
    while (service.threads.running().length > 0) {
      await service.housekeeping();
      await sleep(20);
    }
    await answered;
    expect(kept.value(metrics.orphanDetected, { reason: 'stale_progress' })).toBe(1);
    expect(kept.value(metrics.orphanFinalized, { reason: 'stale_progress' })).toBe(1);
    expect(kept.value(metrics.streamsAborted, { trigger: 'orphan_timeout' })).toBe(1);
    expect(kept.value(metrics.cancelEffective)).toBe(0);
    expect(kept.value(metrics.streamIncomplete, { reason: 'orphaned' })).toBe(1);
    expect(kept.value(metrics.orphanScanDuration).count).toBeGreaterThan(1);
    expect(brokenRelations(catalog, kept)).toEqual([]);
  });

  it('finds a turn once, however often it looks, and once more after it was retried', async () => {
    // A provider that does not hear that its answer is not wanted any more.
    const deaf: AbortController[] = [];
    const provider = {
      ...standInProvider({ texts }),
      async *answer() {
        const ended = new AbortController();
        deaf.push(ended);
        await sleep(60_000, undefined, { signal: ended.signal });
        yield { kind: 'end' } as const;
      },
    };
    const { kept, service, ask } = chat({ provider, staleAfterMs: 10 });
    for (const attempt of [1, 2]) {
      const turn = service.threads.turn('turn-1');
      if (turn !== undefined) service.mutations.mutate(turn, 'ada', { op: 'retry' });
      const answered = turn === undefined ? ask('anything') : service.answers.answer(turn, () => {}, NO_LIMIT);
      await sleep(30);
      for (let scan = 0; scan < 5; scan += 1) await service.housekeeping();
      expect(kept.value(metrics.orphanDetected, { reason: 'stale_progress' })).toBe(attempt);
      deaf[attempt - 1]!.abort();
      await answered;
    }
    expect(kept.value(metrics.orphanFinalized, { reason: 'stale_progress' })).toBe(2);
  });

  it('ends what a crash has left running, without an ending that no start belongs to', () => {
    const left: Turn = {
      ...{ id: 'turn-0', threadId: 'old', userId: 'ada', question: '', model: 'quill-large', images: 0, answer: '' },
      ...{ state: 'running', progressAt: 0 },
    };
    const { kept, service } = chat({ journal: [left] });
    expect(service.threads.turn('turn-0')?.state).toBe('failed');
    expect(kept.value(metrics.streamsAborted, { trigger: 'pod_crash' })).toBe(1);
    expect(brokenRelations(catalog, kept)).toEqual([]);
  });
});

describe('a thread', () => {
  const summaries = { tokens: 20, timeLimitMs: 500 };
  const executed = (kept: Store) =>
    kept
      .points(metrics.threadSummaryExecution)
      .flatMap(({ attributes, value }) => (value > 0 ? [[attributes.result, value]] : []));

  it('that is deleted while its answer runs stays deleted', async () => {
    const { service, ask } = chat();
    await ask('30 words of rhyme', {}, (event) => {
      if (event.kind === 'started') service.deleteThread('thread');
    });
    expect([service.threads.thread('thread'), service.threads.turn('turn-1')]).toEqual([undefined, undefined]);
  });

  it('gets a summary once it is long', async () => {
    const { kept, service, ask } = chat({ summaries });
    await ask('3 words of rhyme');
    await ask('30 words of rhyme');
    await settled(service);
    expect(kept.value(metrics.threadSummaryTrigger, { result: 'not_needed' })).toBe(1);
    expect(kept.value(metrics.threadSummaryTrigger, { result: 'scheduled' })).toBe(1);
    expect(executed(kept)).toEqual([['success', 1]]);
    expect(service.threads.thread('thread')?.summary).toMatchObject({ version: 1, covers: 2 });
  });

  it.each([
    [
      'flaky_summary',
      [
        ['success', 1],
        ['retry', 1],
      ],
      0,
    ],
    [
      'failing_summary',
      [
        ['provider_error', 1],
        ['retry', 1],
      ],
      1,
    ],
    ['slow_summary', [['timeout', 1]], 1],
  ] as const)('with a %s gets one late, or is cut', async (order, executions, fallbacks) => {
    const { kept, service, ask } = chat({ summaries });
    await ask(`30 words of rhyme sandbox:${order}`);
    await settled(service);
    expect(executed(kept)).toEqual(executions);
    expect(kept.value(metrics.summaryFallback)).toBe(fallbacks);
  });

  it('keeps the summary that came first', async () => {
    const { kept, service, ask } = chat({ summaries });
    await Promise.all([ask('30 words of rhyme'), ask('30 words of rhyme')]);
    await settled(service);
    expect(kept.value(metrics.threadSummaryCasConflicts)).toBe(1);
    expect(service.threads.thread('thread')?.summary.version).toBe(1);
  });
});
