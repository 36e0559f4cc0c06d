import type { ChatMetricsPort } from '@portcall/ports';

export type CancelTrigger = 'user_stop' | 'disconnect' | 'timeout';

/** How far an answer has come. */
export type Stage = 'before_first_token' | 'mid_stream' | 'after_done';

/** Why an answer ends early: somebody asked for it, or nobody works on it any more. */
type AbortReason = CancelTrigger | 'orphaned';

const ABORTED_BY = {
  user_stop: 'internal_abort',
  timeout: 'internal_abort',
  disconnect: 'client_disconnect',
  orphaned: 'orphan_timeout',
} as const;

/** One answer while it is given. */
export class Run implements Disposable {
  stage: Stage = 'before_first_token';
  private readonly controller = new AbortController();
  private aborted: { readonly reason: AbortReason; readonly at: number } | undefined;

  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly forget: () => void,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the answer was cut off, where it was. */
  get abortReason(): AbortReason | undefined {
    return this.aborted?.reason;
  }

  /** Says whether there was something left to cut off; the first reason counts. */
  abort(reason: AbortReason): boolean {
    if (this.aborted !== undefined || this.stage === 'after_done') return false;
    this.aborted = { reason, at: performance.now() };
    this.controller.abort();
    return true;
  }

  /** To be called once nothing more comes from the provider. */
  closed(): void {
    this.stage = 'after_done';
    if (this.aborted === undefined) return;
    const { reason, at } = this.aborted;
    if (reason !== 'orphaned') {
      this.metrics.recordCancelEffective(reason);
      this.metrics.recordTimeToAbortMs(reason, performance.now() - at);
    }
    this.metrics.recordStreamsAborted(ABORTED_BY[reason]);
  }

  [Symbol.dispose](): void {
    this.forget();
  }
}

// A timer of a longer time would be over at once.
const LONGEST_TIMER_MS = 2_147_483_647;

/** The answers that are given right now, and the ways to stop one. */
export class Cancellations {
  /** The latest of each turn: one that is retried may have an older one that is still being settled. */
  private readonly latest = new Map<string, Run>();
  private readonly runs = new Set<Run>();

  constructor(private readonly metrics: ChatMetricsPort) {}

  /** How many answers are being given or settled. */
  get running(): number {
    return this.runs.size;
  }

  /** Watches one answer until it is disposed of, and stops it after `timeLimitMs`. */
  start(turnId: string, timeLimitMs: number): Run {
    const timer = setTimeout(
      () => {
        if (run.stage !== 'after_done') this.request(turnId, 'timeout');
      },
      Math.min(timeLimitMs, LONGEST_TIMER_MS),
    );
    const run = new Run(this.metrics, () => {
      clearTimeout(timer);
      this.runs.delete(run);
      if (this.latest.get(turnId) === run) this.latest.delete(turnId);
    });
    this.runs.add(run);
    this.latest.set(turnId, run);
    return run;
  }

  /** Asks an answer to stop; says whether there was one to stop. */
  request(turnId: string, trigger: CancelTrigger): boolean {
    this.metrics.recordCancelRequested(trigger);
    return this.latest.get(turnId)?.abort(trigger) ?? false;
  }

  /** The client has gone; nobody is left to answer to. */
  disconnected(turnId: string): void {
    const run = this.latest.get(turnId);
    if (run === undefined) return;
    this.metrics.recordStreamDisconnected(run.stage);
    this.request(turnId, 'disconnect');
  }

  /** Cuts off an answer that nobody works on any more; says whether it was still there. */
  abandon(turnId: string): boolean {
    return this.latest.get(turnId)?.abort('orphaned') ?? false;
  }
}
