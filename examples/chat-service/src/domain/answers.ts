import type { ChatMetricsPort } from '@portcall/ports';
import type { Audit } from './audit.js';
import type { Cancellations, Run } from './cancellation.js';
import { codeOf, type ModelProvider, tokensIn } from './model-provider.js';
import type { Quota, Reservation } from './quota.js';
import type { Summaries } from './summaries.js';
import type { Threads, Turn } from './threads.js';

/** What the client of one answer is told, in this order. */
export type AnswerEvent =
  | { readonly kind: 'started'; readonly turnId: string; readonly model: string }
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'done' } & Ending)
  | { readonly kind: 'settled' };

export type Ending =
  | { readonly outcome: 'complete' }
  | { readonly outcome: 'incomplete'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string };

export interface AnswerParts {
  readonly metrics: ChatMetricsPort;
  readonly threads: Threads;
  readonly provider: ModelProvider;
  readonly quota: Quota;
  readonly audit: Audit;
  readonly summaries: Summaries;
  readonly cancellations: Cancellations;
}

/** What an answer is estimated to take beyond its question. */
const EXPECTED_ANSWER_TOKENS = 120;

/** Streams answers, and settles them. */
export class Answers {
  constructor(private readonly parts: AnswerParts) {}

  /**
   * Answers a turn to the end, whether or not somebody still listens.
   * @param emit called with every event; must not throw
   * @returns false where the user's quota does not allow it, and nothing was emitted
   */
  async answer(turn: Turn, emit: (event: AnswerEvent) => void, timeLimitMs: number): Promise<boolean> {
    const acceptedAt = performance.now();
    const { quota, cancellations } = this.parts;
    const estimate = tokensIn(turn.question) + EXPECTED_ANSWER_TOKENS;
    const reservation = quota.reserve(turn.userId, turn.model, estimate);
    if (reservation === undefined) {
      turn.state = 'failed';
      return false;
    }
    turn.model = reservation.model;
    using run = cancellations.start(turn.id, timeLimitMs);
    const ending = await this.stream(turn, run, emit, acceptedAt);
    emit({ kind: 'done', ...ending });
    await this.settle(turn, reservation, ending);
    emit({ kind: 'settled' });
    return true;
  }

  private async stream(turn: Turn, run: Run, emit: (event: AnswerEvent) => void, acceptedAt: number): Promise<Ending> {
    const { metrics, provider } = this.parts;
    const startedAt = performance.now();
    metrics.recordStreamStarted(provider.name, turn.model);
    metrics.incrementActiveStreams();
    metrics.recordImageInputsPerTurn(turn.images);
    emit({ kind: 'started', turnId: turn.id, model: turn.model });

    const ending = await this.read(turn, run, emit, acceptedAt);
    run.closed();
    turn.state = ending.outcome === 'failed' ? 'failed' : 'answered';
    this.recordEnding(turn, ending);
    metrics.recordStreamTotalLatencyMs(provider.name, turn.model, performance.now() - startedAt);
    // Last, so that whoever sees no active stream sees every ending too.
    metrics.decrementActiveStreams();
    return ending;
  }

  private async read(turn: Turn, run: Run, emit: (event: AnswerEvent) => void, acceptedAt: number): Promise<Ending> {
    const { metrics, provider } = this.parts;
    const { question, model } = turn;
    const askedAt = performance.now();
    let calls = 0;
    try {
      for await (const event of provider.answer({ question, model, signal: run.signal })) {
        turn.progressAt = performance.now();
        if (event.kind === 'code_interpreter_call') calls += 1;
        if (event.kind === 'end') return endingOf(event.incomplete);
        if (event.kind !== 'text') continue;
        turn.answer += event.text;
        emit(event);
        if (run.stage === 'before_first_token') {
          run.stage = 'mid_stream';
          const byProvider = turn.progressAt - askedAt;
          metrics.recordTtftProviderMs(provider.name, model, byProvider);
          metrics.recordTtftOverheadMs(provider.name, model, performance.now() - acceptedAt - byProvider);
        }
      }
      return { outcome: 'failed', reason: 'unfinished' };
    } catch (error) {
      const reason = run.abortReason ?? codeOf(error);
      // Who stops an answer in the middle has got an answer, if a short one.
      const cut = run.abortReason !== undefined && turn.answer !== '';
      return { outcome: cut ? 'incomplete' : 'failed', reason };
    } finally {
      if (calls > 0) metrics.recordCodeInterpreterCalls(model, calls);
    }
  }

  private recordEnding({ model }: Turn, ending: Ending): void {
    const { metrics, provider } = this.parts;
    if (ending.outcome === 'failed') {
      metrics.recordStreamFailed(provider.name, model, ending.reason);
      return;
    }
    metrics.recordStreamCompleted(provider.name, model);
    if (ending.outcome === 'incomplete') metrics.recordStreamIncomplete(provider.name, model, ending.reason);
  }

  private async settle(turn: Turn, reservation: Reservation, { outcome }: Ending): Promise<void> {
    const { metrics, quota, audit, summaries, threads } = this.parts;
    const endedAt = performance.now();
    quota.commit(reservation, turn.answer === '' ? 0 : tokensIn(turn.question) + tokensIn(turn.answer));
    await audit.emit({ turnId: turn.id, userId: turn.userId, model: turn.model, outcome });
    const thread = threads.thread(turn.threadId);
    if (thread !== undefined) summaries.check(thread);
    metrics.recordFinalizationLatencyMs(performance.now() - endedAt);
  }
}

function endingOf(incomplete: string | undefined): Ending {
  return incomplete === undefined ? { outcome: 'complete' } : { outcome: 'incomplete', reason: incomplete };
}
