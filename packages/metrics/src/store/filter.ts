import { listed, shown } from '@portcall/core/internal';
import { misfit, OTHER } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { canonical } from '../series/attribute-reading.js';
import type { Series } from '../series/series.js';

/** Whether a series of a metric is among the wanted ones. */
export type Filter = (series: Series, slot: number) => boolean;

/**
 * Matches the series that have the given values; absent, undefined and the empty text of an optional attribute are one.
 * @throws Error for a key that is not declared, and for a value that no series of the metric can have
 */
export function filterOf(definition: Definition, wanted: unknown): Filter {
  if (typeof wanted !== 'object' || wanted === null) throw refused(definition, `${shown(wanted)} is not an object`);
  const values = Object.entries(wanted).map(([key, value]) => [key, wantedValue(definition, key, value)] as const);
  return (series, slot) =>
    values.every(
      ([key, value]) =>
        series.valueAt(
          slot,
          series.columns.findIndex((column) => column.key === key),
        ) === value,
    );
}

function wantedValue(definition: Definition, key: string, given: unknown): unknown {
  const { attributes } = definition;
  const kind = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (kind === undefined) throw refused(definition, `attribute ${shown(key)} is not declared`);
  const value = canonical(kind, given);
  const fault = value === OTHER ? undefined : misfit(kind, value);
  if (fault === undefined) return value;
  throw refused(
    definition,
    `attribute ${key} ${value === undefined ? 'is never absent' : `${fault()}, not ${shown(value)}`}`,
  );
}

function refused({ name, attributes }: Definition, why: string): Error {
  const keys = Object.keys(attributes);
  return new Error(
    `${name}: no series can match, because ${why}; ${keys.length === 0 ? 'give no attributes, as it has none' : `use any of ${listed(keys)}`}`,
  );
}
