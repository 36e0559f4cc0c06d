import { ownText, shown } from '@portcall/core/internal';
import { type AttributeKind, type AttributeValue, misfit } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { leaveOut, undeclaredKey } from './undeclared.js';

/** An attribute's value in one series; undefined where an optional one is absent. */
export type SeriesValue = AttributeValue | undefined;

/** An attributes object as it was read: the declared attributes' values in their order, or why it is refused. */
export type AttributeReading = readonly SeriesValue[] | (() => string);

/**
 * Reads and checks an attributes object, once: inherited properties and getters count, and what is not declared is left
 * out and counted. Never throws.
 */
export function readAttributes(definition: Definition, attributes: unknown): AttributeReading {
  try {
    return checkedValues(definition, attributes);
  } catch (error) {
    const text = shown(error);
    return () => `its attributes could not be read (${text})`;
  }
}

function checkedValues(definition: Definition, attributes: unknown): AttributeReading {
  if (attributes !== undefined && (typeof attributes !== 'object' || attributes === null)) {
    return () => `its attributes are ${shown(attributes)} and must be an object`;
  }
  const given = (attributes ?? {}) as Readonly<Record<string, unknown>>;
  const values: SeriesValue[] = [];
  for (const [key, kind] of Object.entries(definition.attributes)) {
    const value = canonical(kind, given[key]);
    const fault = misfit(kind, value);
    if (fault !== undefined)
      return () => `attribute ${key} ${fault()}${value === undefined ? '' : `, not ${shown(value)}`}`;
    // A series lives on: cut from a body, a value would keep all of that.
    values.push(typeof value === 'string' ? ownText(value) : (value as SeriesValue));
  }
  const undeclared = undeclaredKey(definition, given);
  if (undeclared !== undefined) leaveOut(definition, undeclared);
  return values;
}

/** Values that are one series are one value. */
export function canonical(kind: AttributeKind, value: unknown): unknown {
  if (value === '' && kind.optional) return undefined;
  return value === 0 ? 0 : value; // -0 and 0 are one series
}
