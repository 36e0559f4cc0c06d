import type { RunningModelCall } from './running-model-call.js';

// An answer that nobody reads to its end is not heard of again; the call must not hold it, or it would never be collected.
const unread = new FinalizationRegistry<RunningModelCall>((call) => call.abandoned());

/** Ends a call once nobody can read its answer any more. */
export function abandonedWith(answer: object, call: RunningModelCall): void {
  unread.register(answer, call);
}
