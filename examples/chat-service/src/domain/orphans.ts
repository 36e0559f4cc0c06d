import type { ChatMetricsPort } from '@portcall/ports';
import type { Cancellations } from './cancellation.js';
import type { Threads, Turn } from './threads.js';

/** Finds turns that nobody works on any more, and ends them. */
export class Orphans {
  /** When those that were found had last made progress: a turn is found once, and again after it was retried. */
  private readonly found = new WeakMap<Turn, number>();

  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly threads: Threads,
    private readonly cancellations: Cancellations,
    /** Milliseconds without progress after which a turn counts as orphaned. */
    private readonly staleAfterMs: number,
  ) {}

  /** Ends running turns whose answer has not grown for too long. */
  scan(): void {
    const startedAt = performance.now();
    for (const turn of this.threads.running()) {
      if (startedAt - turn.progressAt < this.staleAfterMs || this.found.get(turn) === turn.progressAt) continue;
      this.found.set(turn, turn.progressAt);
      this.metrics.recordOrphanDetected('stale_progress');
      if (this.cancellations.abandon(turn.id)) this.metrics.recordOrphanFinalized('stale_progress');
    }
    this.metrics.recordOrphanScanDurationSeconds((performance.now() - startedAt) / 1_000);
  }

  /**
   * Ends, at start-up, what a former process has left running. Only as aborted: the stream was started, and is missing
   * from the endings, in that process's counters.
   */
  endWhatACrashLeft(): void {
    for (const turn of this.threads.running()) {
      turn.state = 'failed';
      this.metrics.recordStreamsAborted('pod_crash');
    }
  }
}
