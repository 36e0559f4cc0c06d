import { describe } from '@portcall/core';
import { type AttributeKind, type AttributeValue, misfit } from './attribute.js';
import type { Definition } from './definition.js';

/** An attribute's value in one series; undefined where an optional one is absent. */
export type SeriesValue = AttributeValue | undefined;

/**
 * The values of the declared attributes in their order, or, as a function that says it, why the object is refused.
 *
 * @throws whatever a getter or a proxy of the app throws
 */
export function readAttributes(definition: Definition, attributes: unknown): SeriesValue[] | (() => string) {
  if (attributes !== undefined && (typeof attributes !== 'object' || attributes === null)) {
    return () => `its attributes are ${describe(attributes)} and must be an object`;
  }
  const given = (attributes ?? {}) as Readonly<Record<string, unknown>>;
  const values: SeriesValue[] = [];
  for (const [key, kind] of Object.entries(definition.attributes)) {
    const value = canonical(kind, given[key]);
    const fault = misfit(kind, value);
    if (fault !== undefined)
      return () => `attribute ${key} ${fault}${value === undefined ? '' : `, not ${describe(value)}`}`;
    values.push(value as SeriesValue);
  }
  for (const key in given) {
    if (!Object.hasOwn(definition.attributes, key) && given[key] !== undefined) {
      return () =>
        `attribute ${describe(key)} is not declared (${Object.keys(definition.attributes).join(', ') || 'none is'})`;
    }
  }
  return values;
}

function canonical(kind: AttributeKind, value: unknown): unknown {
  if (value === '' && kind.optional) return undefined;
  return value === 0 ? 0 : value; // -0 and 0 are one series
}
