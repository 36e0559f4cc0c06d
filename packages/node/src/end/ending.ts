import { deliver, flushResult, withinDeadline } from './deadline.js';
import type { Delivering } from './delivering.js';
import { type FlushOptions, timeoutFrom } from './flush-options.js';
import type { FlushResult } from './flush-result.js';
import { WatchedDelivery } from './watched-delivery.js';

export interface EndingOptions {
  readonly delivering: readonly Delivering[];
  /** Milliseconds that a flush or the shutdown may take at most where it says nothing else. */
  readonly timeoutMillis: number;
  /** Called before the last delivery, at once. */
  readonly before: () => void;
  /** Called after it. */
  readonly after: (inTime: boolean) => void;
}

/** Flushes, and the one shutdown, of a registration. */
export class Ending {
  private ending: Promise<FlushResult> | undefined;
  /** Whether the shutdown has resolved. */
  isOver = false;

  constructor(private readonly options: EndingOptions) {}

  get hasBegun(): boolean {
    return this.ending !== undefined;
  }

  /** Delivers what there is. Once the shutdown has begun it waits for that. Never rejects. */
  readonly flush = async (options?: FlushOptions): Promise<FlushResult> => {
    const timeout = timeoutFrom(options, 'flush', this.options.timeoutMillis);
    return this.ending === undefined
      ? deliver('flush', this.options.delivering, timeout)
      : this.waitFor(this.ending, timeout);
  };

  /** Delivers what there is and ends; once, by the deadline of the first call. Others wait as long as they say. Never rejects. */
  readonly shutdown = async (options?: FlushOptions): Promise<FlushResult> => {
    const timeout = timeoutFrom(options, 'shutdown', this.options.timeoutMillis);
    if (this.ending !== undefined) return this.waitFor(this.ending, timeout);
    this.ending = this.end(timeout);
    return this.ending;
  };

  private async end(timeoutMillis: number): Promise<FlushResult> {
    this.options.before();
    const result = await deliver('shutdown', this.options.delivering, timeoutMillis);
    this.isOver = true;
    this.options.after(result.inTime);
    return result;
  }

  private async waitFor(ending: Promise<FlushResult>, timeoutMillis: number): Promise<FlushResult> {
    const watched = this.options.delivering.map(
      (one) => new WatchedDelivery({ ...one, shutdown: () => ending }, 'shutdown', 0),
    );
    await withinDeadline(timeoutMillis, Promise.all(watched.map(({ done }) => done)));
    return flushResult(watched);
  }
}
