import type { SeriesPoint } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import type { LabelTexts } from '../label-texts.js';
import { writeLabel } from './exemplars.js';

export type Labels = ReadonlyMap<string, string>;

/**
 * The labels of a series by their names, without those that are empty: Prometheus sees no difference between an empty label
 * and none.
 * @returns undefined where the attributes cannot be read
 */
export function labelsOf(texts: LabelTexts, attributes: SeriesPoint['attributes'], metric: string): Labels | undefined {
  try {
    return new Map([...texts.valuesOf(attributes, metric)].filter(([, value]) => value !== ''));
  } catch {
    return undefined;
  }
}

/** What two series have in common only where they are the same one, whatever the order of their labels. */
export function identityOf(labels: Labels): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function writeLabels(writer: ProtobufWriter, field: number, labels: Labels): void {
  for (const [name, value] of labels) writeLabel(writer, field, name, value);
}
