import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import { type CallRecord, callExtra } from '../record/call-record.js';
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
    record.extra ??= callExtra();
    record.extra.attributes ??= {};
    const { attributes } = record.extra;
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
  } catch (cause) {
    refuse(record.fnName, 'of those given', given, cause);
  }
}

/**
 * Makes what was written for this call its attributes: of keys that are none of an app's, in memory of their own and well-formed,
 * but maybe too long. What is said of a request would otherwise be looked at twice, and copied.
 */
export function ownAttributes(record: CallRecord, given: OwnAttributes, limits: TraceLimits): void {
  record.extra ??= callExtra();
  if (record.extra.attributes !== undefined) {
    keepAttributes(record, given, limits);
    return;
  }
  for (const key in given) {
    const value = given[key];
    if (typeof value === 'string' && value.length > limits.text) given[key] = record.clipped(value, limits.text);
  }
  record.extra.attributes = given;
}

/** As one writes them for one call. */
export type OwnAttributes = Record<string, string | number | boolean>;

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
