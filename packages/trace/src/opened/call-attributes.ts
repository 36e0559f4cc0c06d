import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { CallRecord } from '../record/call-record.js';
import type { CallAttributes } from '../record/fn-trace.js';
import type { TraceLimits } from '../record/trace-limits.js';

/** So many that what is said of a request or of a job finds room. */
const MOST = 64;

/** Adds to what is said of a call, within the limits. What is no attribute is left out, and reported. Never throws. */
export function keepAttributes(record: CallRecord, given: CallAttributes, limits: TraceLimits): void {
  // The letters of a text have keys too.
  if (typeof given !== 'object') {
    refuse(record.fnName, 'of those given', given);
    return;
  }
  try {
    const { kind = 'internal', attributes = {} } = record.extra ?? {};
    let room = MOST - Object.keys(attributes).length;
    for (const key in given) {
      const value: unknown = given[key];
      if (value === undefined || value === null) continue;
      const isNew = !Object.hasOwn(attributes, key);
      if (!isAttribute(key, value, limits) || (isNew && room === 0)) refuse(record.fnName, key, value);
      else {
        attributes[key] = typeof value === 'string' ? record.clipped(value, limits.text) : value;
        if (isNew) room -= 1;
      }
    }
    if (record.extra?.attributes !== attributes) record.extra = { ...record.extra, kind, attributes };
  } catch (cause) {
    refuse(record.fnName, 'of those given', given, cause);
  }
}

function isAttribute(key: string, value: unknown, limits: TraceLimits): value is string | number | boolean {
  // The key of no property, but of what all objects have in common.
  if (key === '' || key === '__proto__' || key.length > limits.name || !key.isWellFormed()) return false;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function refuse(fnName: string, key: string, value: unknown, cause?: unknown): void {
  report({
    key: 'call.attribute',
    about: fnName,
    message: `${fnName}: the attribute ${shown(key)} cannot be ${shown(value)}; it is left out; give texts, numbers or booleans, and at most ${MOST}`,
    cause,
  });
}
