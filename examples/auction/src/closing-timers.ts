import { Tally } from '@portcall/example-kit';
import { runScheduled, schedule } from '@portcall/trace';
import type { Closings } from './domain/closings.js';

// A timer of a longer time would be over at once.
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Closes lots when their time has come, each as a call of its own whose span links back to the call that scheduled it. The
 * timers live as long as the process; an auction house that restarts would keep them, and their origins, in a table.
 */
export class ClosingTimers implements Closings, AsyncDisposable {
  /** What has run. */
  readonly made: Tally = new Tally();
  private readonly waiting = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly closeLot: (lotId: number) => Promise<unknown>) {}

  closeAfter(lotId: number, delayMs: number): void {
    const origin = schedule('closeLot', { delayMs });
    this.after(delayMs, () => {
      const run = runScheduled(origin, () => this.close(lotId)).finally(() => this.running.delete(run));
      this.running.add(run);
    });
  }

  /** What has not begun never will; what runs is waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.waiting) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private after(delayMs: number, run: () => void): void {
    const stageMs = Math.min(delayMs, LONGEST_TIMER_MS);
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      if (stageMs < delayMs) this.after(delayMs - stageMs, run);
      else run();
    }, stageMs);
    this.waiting.add(timer);
  }

  private async close(lotId: number): Promise<void> {
    try {
      await this.closeLot(lotId);
      this.made.count('closeLot', 'ok');
    } catch {
      this.made.count('closeLot', 'error');
    }
  }
}
