import { report } from '@portcall/core';
import type { SeriesPoint } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import { labelName } from '../label-name.js';
import { labelValue } from '../label-value.js';
import { writeLabel } from './exemplars.js';

export type Labels = ReadonlyMap<string, string>;

/**
 * The labels of a series by their names, without those that are empty: Prometheus sees no difference between an empty label
 * and none. Keys that become one label share it, their values joined in the order of the keys.
 * @param reserved labels that are the format's own; an attribute of that name is written with `exported_` before it
 * @returns undefined where the attributes cannot be read
 */
export function labelsOf(
  attributes: SeriesPoint['attributes'],
  reserved: readonly string[],
  metric: string,
): Labels | undefined {
  try {
    const shared = new Map<string, [key: string, value: string][]>();
    for (const key of Object.keys(attributes)) {
      const name = nameOf(key, reserved);
      const value = name === '' ? undefined : labelValue(attributes[key]);
      if (value === undefined) reportLabel(metric, key);
      else shared.set(name, [...(shared.get(name) ?? []), [key, value]]);
    }
    const labels = Array.from(shared, ([name, values]): [string, string] => [name, joined(values)]);
    return new Map(labels.filter(([, value]) => value !== ''));
  } catch {
    return undefined;
  }
}

/** What two series have in common only where they are the same one, whatever the order of their labels. */
export function identityOf(labels: readonly (readonly [name: string, value: string])[]): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function writeLabels(writer: ProtobufWriter, field: number, labels: Labels): void {
  for (const [name, value] of labels) writeLabel(writer, field, name, value);
}

function nameOf(key: string, reserved: readonly string[]): string {
  const name = labelName(key);
  return reserved.includes(name) ? `exported_${name}` : name;
}

function joined(values: readonly (readonly [key: string, value: string])[]): string {
  if (values.length === 1) return values[0]![1];
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value)
    .join(';');
}

function reportLabel(metric: string, key: string): void {
  report({
    key: 'export.label_unwritable',
    about: metric,
    message: () =>
      `${metric}: attribute ${JSON.stringify(key)} has no name or a value that cannot be written as a label; the series is shown without it; give it a text, a number or a boolean`,
  });
}
