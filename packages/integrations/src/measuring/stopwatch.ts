import { systemClock } from '@portcall/core';

/** Adds up the time between `start` and `stop`. Both may be called again and again. */
export class Stopwatch {
  private spent = 0;
  private since: number | undefined = undefined;

  start(): void {
    this.since ??= systemClock.monotonic();
  }

  stop(): void {
    this.spent = this.spentMs;
    this.since = undefined;
  }

  get spentMs(): number {
    return this.spent + (this.since === undefined ? 0 : systemClock.monotonic() - this.since);
  }
}
