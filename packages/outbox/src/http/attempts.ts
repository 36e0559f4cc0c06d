import { LONGEST_TIMER_MS, unheld } from '@portcall/core/internal';
import type { Answer } from '../sender.js';
import { Attempt } from './attempt.js';

/** The requests under way: each ends within its time, and all of them when their sender is closed. */
export class Attempts {
  private readonly open = new Set<Attempt>();
  private isClosed = false;

  /** @param begin starts the request, and gives the attempt its answer; what it throws is an answer too */
  async run(timeoutMillis: number, begin: (attempt: Attempt) => Promise<void>): Promise<Answer> {
    const attempt = new Attempt();
    if (this.isClosed) attempt.interrupt('CLOSED');
    else void begin(attempt);
    this.open.add(attempt);
    const late = (): void => inAMoment(() => attempt.interrupt('TIMEOUT'));
    const timer = unheld(setTimeout(late, Math.min(timeoutMillis, LONGEST_TIMER_MS)));
    const answer = await attempt.answer;
    clearTimeout(timer);
    this.open.delete(attempt);
    return answer;
  }

  close(): void {
    this.isClosed = true;
    for (const attempt of this.open) attempt.interrupt('CLOSED');
  }
}

/**
 * After one look at the network: while an application keeps the event loop busy, an answer may have come in time, and time runs
 * out before anybody could read it.
 */
function inAMoment(then: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(then);
  else then();
}
