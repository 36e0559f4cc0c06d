import type { ChatMetricsPort } from '@portcall/ports';
import type { Threads, Turn } from './threads.js';

export type Mutation =
  | { readonly op: 'retry' }
  | { readonly op: 'edit'; readonly question: string }
  | { readonly op: 'delete' };

export type MutationResult = 'ok' | 'not_latest' | 'invalid_state' | 'forbidden';

/** Changes to a turn that is already there: by its owner, on the latest turn of the thread, once it has ended. */
export class TurnMutations {
  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly threads: Threads,
  ) {}

  /** After an `ok` to `retry` and `edit` the turn is running and wants its answer. */
  mutate(turn: Turn, userId: string, mutation: Mutation): MutationResult {
    const startedAt = performance.now();
    const result = this.objection(turn, userId) ?? this.apply(turn, mutation);
    this.metrics.recordTurnMutation(mutation.op, result);
    this.metrics.recordTurnMutationLatencyMs(mutation.op, performance.now() - startedAt);
    return result;
  }

  private objection(turn: Turn, userId: string): MutationResult | undefined {
    if (turn.userId !== userId) return 'forbidden';
    if (!this.threads.isLatest(turn)) return 'not_latest';
    return turn.state === 'running' ? 'invalid_state' : undefined;
  }

  private apply(turn: Turn, mutation: Mutation): MutationResult {
    if (mutation.op === 'delete') this.threads.removeTurn(turn);
    else {
      if (mutation.op === 'edit') turn.question = mutation.question;
      Object.assign(turn, { answer: '', state: 'running', progressAt: performance.now() });
    }
    return 'ok';
  }
}
