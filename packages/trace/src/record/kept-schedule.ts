import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import { amountOf } from './amount.js';
import type { CallRecord } from './call-record.js';
import type { Schedule } from './op.js';
import type { TraceLimits } from './trace-limits.js';

/** Keeps in the record of a call what it schedules, within the limits. @throws whatever reading it throws */
export function keepSchedule(record: CallRecord, { fnName, delayMs, runAt }: Schedule, limits: TraceLimits): void {
  record.schedulesKept ??= [];
  if (record.schedulesKept.length >= limits.schedules) {
    record.leaveOut('schedules');
    return;
  }
  const kept = {
    fnName: record.clipped(fnName, limits.name),
    delayMs: timeOf(delayMs, 'delayMs', record),
    runAt: timeOf(runAt, 'runAt', record),
  };
  record.schedulesKept.push(Object.freeze(kept));
}

/** A time that is left out is said: it is a `Date` or a text more often than nothing. */
function timeOf(given: unknown, field: 'delayMs' | 'runAt', { fnName }: CallRecord): number | undefined {
  if (given === undefined || given === null) return undefined;
  const time = amountOf(given as number);
  // One that is past is no mistake: whoever reckons it may be late.
  const isPast = (typeof given === 'number' || typeof given === 'bigint') && given < 0;
  if (time === undefined && !isPast) {
    const fix = field === 'runAt' ? 'give date.getTime()' : 'give a number';
    report({
      key: 'call.unreadable',
      about: fnName,
      message: `${fnName}: ${field} of a schedule: ${shown(given)} is not a number of milliseconds and is left out; ${fix}`,
    });
  }
  return time;
}
