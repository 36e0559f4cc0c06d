import { unheld } from '@portcall/core/internal';
import type { Answer } from './sender.js';

const MOST_UNDER_WAY = 4;

/**
 * A receiver as all who send to it see it: it has four requests under way at most, and none within the time for which it
 * wants none.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-throttling
 */
export class Endpoint {
  private readonly wakes = new Set<() => void>();
  private readonly told = new Set<() => void>();
  private underWay = 0;
  private openAt = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds, of a clock that is never set */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Calls `wake` whenever a request may begin that could not before. @returns undo */
  onOpen(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => {
      this.wakes.delete(wake);
      if (this.wakes.size === 0) clearTimeout(this.timer);
    };
  }

  /** Calls `reached` whenever the receiver has answered somebody and wants no rest. @returns undo */
  onReached(reached: () => void): () => void {
    this.told.add(reached);
    return () => void this.told.delete(reached);
  }

  get mayBegin(): boolean {
    return this.underWay < MOST_UNDER_WAY && this.retryAfterMillis === 0;
  }

  /** Milliseconds for which the receiver wants no request. */
  get retryAfterMillis(): number {
    return Math.max(0, this.openAt - this.now());
  }

  /** A request begins. @returns to be told what became of it */
  begin(): (answer: Answer) => void {
    this.underWay += 1;
    return (answer) => {
      this.underWay -= 1;
      if (answer.kind === 'not-now' && answer.retryAfterMillis !== undefined)
        this.openAt = Math.max(this.openAt, this.now() + answer.retryAfterMillis);
      if (answer.kind !== 'not-now') for (const reached of [...this.told]) reached();
      this.look();
    };
  }

  /** Also when the timer fires, which may be a fraction of a millisecond early. */
  private look(): void {
    if (this.retryAfterMillis > 0) this.plan();
    else this.wakeAll();
  }

  /** Whoever was first the last time is last now, so that nobody waits for ever. */
  private wakeAll(): void {
    const [first, ...others] = this.wakes;
    if (first === undefined) return;
    this.wakes.delete(first);
    this.wakes.add(first);
    for (const wake of [...others, first]) wake();
  }

  /** The timer does not keep the process alive: who waits for a flush has one of their own. */
  private plan(): void {
    clearTimeout(this.timer);
    this.timer = unheld(setTimeout(() => this.look(), Math.ceil(this.retryAfterMillis)));
  }
}
