import type { Clock } from '@portcall/core';
import type { Epoch } from '@portcall/core/internal';
import type { TraceLimits } from '../record/trace-limits.js';

/** What all calls of one tracing have in common. */
export interface CallTracing {
  readonly clock: Clock;
  readonly epoch: Epoch;
  readonly limits: TraceLimits;
}
