import type { HrTime } from '@opentelemetry/api';
import { systemClock } from '@portcall/core';
import { hrTimeOf } from '../spans/hr-time.js';
import { type Moments, timeOf } from '../spans/span-time.js';

/**
 * The times of one span, as the SDK has them: after its start time passes by `performance.now()`, so that a clock which
 * jumps meanwhile makes no span longer or shorter; a start that was given says nothing of now, which is read anew then.
 * The start has fractions of a millisecond, so that no span begins before the call it is made in.
 */
export class SpanClock implements Moments {
  readonly start: HrTime;
  private readonly wall = systemClock.wall();
  private readonly monotonic = systemClock.monotonic();
  private readonly isGiven: boolean;

  constructor(start: unknown) {
    this.isGiven = start !== undefined && start !== null;
    this.start = this.isGiven ? timeOf(start, this) : hrTimeOf(this.wall);
  }

  ofMonotonic(milliseconds: number): number {
    return this.wall + (milliseconds - this.monotonic);
  }

  now(): HrTime {
    return hrTimeOf(this.isGiven ? systemClock.wall() : this.ofMonotonic(systemClock.monotonic()));
  }
}
