import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatMetricsPort } from '@portcall/ports';
import { type AnswerEvent, Answers } from './answers.js';
import { Attachments } from './attachments.js';
import { Audit, type AuditSink } from './audit.js';
import { Cancellations } from './cancellation.js';
import { Cleanup } from './cleanup.js';
import type { ModelProvider } from './model-provider.js';
import { Orphans } from './orphans.js';
import { Quota, type QuotaRules } from './quota.js';
import { Summaries, type SummaryRules } from './summaries.js';
import { type NewTurn, Threads, type Turn } from './threads.js';
import { TurnMutations } from './turn-mutations.js';

export interface ChatServiceParts {
  readonly metrics: ChatMetricsPort;
  readonly provider: ModelProvider;
  readonly auditSink: AuditSink;
  /** Turns as a former process left them. @default none */
  readonly journal?: readonly Turn[];
  readonly quota: QuotaRules;
  readonly summaries: SummaryRules;
  /** Milliseconds without progress after which a turn counts as orphaned. */
  readonly staleAfterMs: number;
}

/** The chat service: what its users and its clock can ask of it. */
export class ChatService {
  readonly threads: Threads;
  readonly cancellations: Cancellations;
  readonly mutations: TurnMutations;
  readonly attachments: Attachments;
  readonly answers: Answers;
  private readonly summaries: Summaries;
  private readonly cleanup: Cleanup;
  private readonly orphans: Orphans;

  constructor({ metrics, provider, auditSink, journal, quota, summaries, staleAfterMs }: ChatServiceParts) {
    this.threads = new Threads(journal);
    this.cancellations = new Cancellations(metrics);
    this.mutations = new TurnMutations(metrics, this.threads);
    this.attachments = new Attachments(metrics, provider);
    this.summaries = new Summaries(metrics, provider, summaries);
    this.cleanup = new Cleanup(metrics, provider);
    this.orphans = new Orphans(metrics, this.threads, this.cancellations, staleAfterMs);
    this.answers = new Answers({
      metrics,
      provider,
      threads: this.threads,
      quota: new Quota(metrics, quota),
      audit: new Audit(metrics, auditSink),
      summaries: this.summaries,
      cancellations: this.cancellations,
    });
    this.orphans.endWhatACrashLeft();
  }

  /** See `Answers.answer()`. */
  ask(turn: NewTurn, emit: (event: AnswerEvent) => void, timeLimitMs: number): Promise<boolean> {
    return this.answers.answer(this.threads.begin(turn), emit, timeLimitMs);
  }

  deleteThread(threadId: string): void {
    this.threads.removeThread(threadId);
    this.cleanup.enqueue(threadId, this.attachments.take(threadId));
  }

  /** What comes round again and again; must not overlap. */
  async housekeeping(): Promise<void> {
    this.orphans.scan();
    await this.cleanup.run();
  }

  /** What is still under way, zero when everything has come to rest. */
  get unsettled(): number {
    return this.working + this.cleanup.pending;
  }

  /** Waits for what is under way by itself. Housekeeping is not: what is left over stays for the next process. */
  async drained(): Promise<void> {
    while (this.working > 0) await sleep(10);
  }

  private get working(): number {
    return this.cancellations.running + this.summaries.pending;
  }
}
