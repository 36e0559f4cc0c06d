import type { Answer } from './sender.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const FIRST_HURRIED_WAIT_MS = 100;
const LONGEST_HURRIED_WAIT_MS = 1_000;
const MOST_UNDER_WAY = 4;

export interface EndpointOptions {
  /** Milliseconds, of a clock that is never set. @default performance.now */
  readonly now?: () => number;
  /** At least 0, less than 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * A receiver as all who send to it see it: how many requests it may have at once, and when it may be asked again. While it
 * fails it gets one request at a time, after waits that double up to 30 s, each cut by chance (full jitter); within a
 * Retry-After it gets none.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-throttling
 */
export class Endpoint {
  private readonly now: () => number;
  private readonly random: () => number;
  private readonly wakes = new Set<() => void>();
  private underWay = 0;
  private failures = 0;
  private lastFailure = Number.NEGATIVE_INFINITY;
  private hasWorked = false;
  private openAt = 0;
  private hurriedAt = 0;
  private wantedAt = 0;
  private hurrying = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor({ now = () => performance.now(), random = Math.random }: EndpointOptions = {}) {
    this.now = now;
    this.random = random;
  }

  /** Calls `wake` whenever a request may begin that could not before. @returns undo */
  onOpen(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => {
      this.wakes.delete(wake);
      if (this.wakes.size === 0) clearTimeout(this.timer);
    };
  }

  /** Whether a request may begin now. */
  mayBegin(): boolean {
    const most = this.failures === 0 && this.hasWorked ? MOST_UNDER_WAY : 1;
    return this.underWay < most && this.waitMillis() <= 0;
  }

  /** Milliseconds for which the receiver wants no request. */
  get retryAfterMillis(): number {
    return Math.max(0, this.wantedAt - this.now());
  }

  /** Waits little from now on, because somebody flushes; a Retry-After holds. @returns undo */
  hurry(): () => void {
    this.hurrying += 1;
    this.plan();
    return () => {
      this.hurrying -= 1;
    };
  }

  /** A request begins. @returns to be told what became of it */
  begin(): (answer: Answer, mayRetryAtOnce: boolean) => void {
    this.underWay += 1;
    const began = this.now();
    return (answer, mayRetryAtOnce) => {
      this.underWay -= 1;
      if (answer.kind !== 'not-now') {
        this.failures = 0;
        this.hasWorked = true;
        this.openAt = 0;
        this.hurriedAt = 0;
      } else {
        if (answer.retryAfterMillis !== undefined)
          this.wantedAt = Math.max(this.wantedAt, this.now() + answer.retryAfterMillis);
        if (!mayRetryAtOnce) this.failed(began);
      }
      this.wakeOrPlan();
    };
  }

  /** Requests that were under way together fail together, and count as one. */
  private failed(began: number): void {
    if (began < this.lastFailure) return;
    const now = this.now();
    this.lastFailure = now;
    this.failures += 1;
    const doubled = 2 ** Math.min(this.failures - 1, 16);
    this.openAt = now + this.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * doubled);
    this.hurriedAt = now + this.random() * Math.min(LONGEST_HURRIED_WAIT_MS, FIRST_HURRIED_WAIT_MS * doubled);
  }

  private waitMillis(): number {
    const at = Math.max(this.wantedAt, this.hurrying > 0 ? this.hurriedAt : this.openAt);
    return at - this.now();
  }

  private wakeOrPlan(): void {
    if (this.waitMillis() > 0) this.plan();
    else for (const wake of [...this.wakes]) wake();
  }

  /** The timer does not keep the process alive: who waits for a flush has one of their own. */
  private plan(): void {
    clearTimeout(this.timer);
    if (this.wakes.size === 0) return;
    this.timer = setTimeout(() => this.wakeOrPlan(), Math.ceil(Math.max(0, this.waitMillis()))).unref();
  }
}
