import type { HrTime, TimeInput } from '@opentelemetry/api';
import { systemClock } from '@portcall/core';
import { hrTimeOf } from './hr-time.js';

// 64 bits of nanoseconds since 1970.
const LAST_SECOND = 18_446_744_073;

/** What the SDK takes for a time. */
export function isTime(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}

/**
 * As the SDK reads it: a number smaller than any date is one of `performance.now()`. What is no moment that can be sent is
 * the present one.
 */
export function timeOf(time: unknown): HrTime {
  const given = givenTime(time);
  return given !== undefined && canBeSent(given) ? given : hrTimeOf(systemClock.wall());
}

function givenTime(time: unknown): HrTime | undefined {
  if (typeof time === 'number') return hrTimeOf(time <= performance.now() ? performance.timeOrigin + time : time);
  if (time instanceof Date) return hrTimeOf(time.getTime());
  return isHrTime(time) ? [time[0], time[1]] : undefined;
}

function isHrTime(value: unknown): value is HrTime {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number';
}

function canBeSent([seconds, nanoseconds]: HrTime): boolean {
  return isWithin(seconds, LAST_SECOND) && isWithin(nanoseconds, 1e9);
}

function isWithin(value: number, bound: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < bound;
}
