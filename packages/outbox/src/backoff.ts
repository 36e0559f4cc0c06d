import { unheld } from '@portcall/core/internal';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const FIRST_HURRIED_WAIT_MS = 100;
const LONGEST_HURRIED_WAIT_MS = 1_000;

export interface BackoffOptions {
  /** Called when the wait is over. */
  readonly over: () => void;
  /** Milliseconds, of a clock that is never set. @default performance.now */
  readonly now?: () => number;
  /** At least 0, less than 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * How long to wait after failures before the next attempt: twice as long each time, from one second to 30, each cut by chance
 * (full jitter), so that many processes do not ask together. Little while somebody waits for a flush.
 */
export class Backoff {
  private readonly over: () => void;
  private readonly now: () => number;
  private readonly random: () => number;
  private failures = 0;
  private lastFailure = Number.NEGATIVE_INFINITY;
  private hasWorked = false;
  private wasUnreachable = false;
  private openAt = 0;
  private hurriedAt = 0;
  private hurrying = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor({ over, now = () => performance.now(), random = Math.random }: BackoffOptions) {
    this.over = over;
    this.now = now;
    this.random = random;
  }

  /** Requests that may be under way at once: one where it is not known to work. */
  get most(): number {
    return this.failures === 0 && this.hasWorked ? Number.POSITIVE_INFINITY : 1;
  }

  get isWaiting(): boolean {
    return this.waitMillis > 0;
  }

  /** Waits little from now on. @returns undo */
  hurry(): () => void {
    this.hurrying += 1;
    if (this.isWaiting) this.plan();
    return () => {
      this.hurrying -= 1;
    };
  }

  worked(): void {
    this.failures = 0;
    this.hasWorked = true;
    this.openAt = 0;
    this.hurriedAt = 0;
  }

  /** Somebody else was answered: where nobody was there the last time, there is no reason to wait. */
  reached(): void {
    if (!this.wasUnreachable || !this.isWaiting) return;
    this.openAt = 0;
    this.hurriedAt = 0;
    this.over();
  }

  /**
   * @param began when the request did: those that were under way together fail together, and count as one
   * @param wasUnreachable whether nobody was there
   */
  failed(began: number, wasUnreachable = false): void {
    if (began < this.lastFailure) return;
    this.wasUnreachable = wasUnreachable;
    const now = this.now();
    this.lastFailure = now;
    this.failures += 1;
    const doubled = 2 ** Math.min(this.failures - 1, 16);
    this.openAt = now + this.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * doubled);
    this.hurriedAt = now + this.random() * Math.min(LONGEST_HURRIED_WAIT_MS, FIRST_HURRIED_WAIT_MS * doubled);
    this.plan();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private get waitMillis(): number {
    return (this.hurrying > 0 ? this.hurriedAt : this.openAt) - this.now();
  }

  /** The timer does not keep the process alive: who waits for a flush has one of their own. */
  private plan(): void {
    clearTimeout(this.timer);
    this.timer = unheld(setTimeout(() => this.look(), Math.ceil(Math.max(0, this.waitMillis))));
  }

  /** A timer may fire a fraction of a millisecond early. */
  private look(): void {
    if (this.isWaiting) this.plan();
    else this.over();
  }
}
