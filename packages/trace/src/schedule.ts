import { ownText, safely } from '@portcall/core/internal';
import type { Schedule } from './record/op.js';
import { runAsScheduled } from './running/async-context.js';
import { runningCall } from './running/call.js';
import { refuseUnreadable } from './running/refused.js';
import { tracingHere } from './tracing.js';

/** Where a scheduled call comes from: plain data that can be stored with the job. */
export interface ScheduleOrigin {
  /** The span that scheduled it, as W3C `traceparent`; undefined where there was none. */
  readonly span?: string | undefined;
}

/**
 * Notes in the running call's trace that it schedules a function. Give the answer to `runScheduled()` when the function
 * runs, then or in another process, and its span links back to this one.
 */
export function schedule(fnName: string, when: Omit<Schedule, 'fnName'> = {}): ScheduleOrigin {
  const call = runningCall();
  if (call === undefined) return {};
  try {
    // With types it is an object; without, whatever a caller has put together.
    const { delayMs, runAt } = (when as typeof when | null) ?? {};
    call.recordSchedule({ fnName, delayMs, runAt });
  } catch (cause) {
    refuseUnreadable(call.fnName, 'a schedule', cause);
  }
  return originHere();
}

/** Where something comes from that is scheduled here, by whoever notes that in the trace itself. */
export function originHere(): ScheduleOrigin {
  const call = runningCall();
  return call === undefined
    ? {}
    : { span: safely('call.span', 'the reference of a span', () => call.span.reference()) };
}

/** Runs a scheduled function as a call of its own, without a caller, whose span links back to where it was scheduled. */
export function runScheduled<T>(origin: ScheduleOrigin, run: () => T): T {
  if (tracingHere.tracing === undefined) return run();
  // Jobs come back from storage, where anything may have happened to what was stored.
  const span = safely(
    'call.unreadable',
    'the origin of a scheduled call',
    () => (origin as typeof origin | null)?.span,
  );
  return runAsScheduled(typeof span === 'string' ? ownText(span) : undefined, run);
}
