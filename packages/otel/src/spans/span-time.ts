import type { HrTime, TimeInput } from '@opentelemetry/api';
import { systemClock } from '@portcall/core';
import { hrTimeOf } from './hr-time.js';

// 64 bits of nanoseconds since 1970.
const LAST_SECOND = 18_446_744_073;

/** What the SDK takes for a time. */
export function isTime(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}

/** What a moment that is not on the calendar means. */
export interface Moments {
  /** Milliseconds since 1970 of what `performance.now()` has said. */
  ofMonotonic(milliseconds: number): number;
  now(): HrTime;
}

const SYSTEM: Moments = {
  ofMonotonic: (milliseconds) => performance.timeOrigin + milliseconds,
  now: () => hrTimeOf(systemClock.wall()),
};

/**
 * As the SDK reads it: a number smaller than any date is one of `performance.now()`. What is no moment that can be sent is
 * the present one. Never throws.
 */
export function timeOf(time: unknown, moments: Moments = SYSTEM): HrTime {
  try {
    const given = givenTime(time, moments);
    if (given !== undefined && canBeSent(given)) return given;
  } catch {
    // What cannot be read is no moment either.
  }
  return moments.now();
}

function givenTime(time: unknown, moments: Moments): HrTime | undefined {
  if (typeof time === 'number') return hrTimeOf(time <= performance.now() ? moments.ofMonotonic(time) : time);
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
