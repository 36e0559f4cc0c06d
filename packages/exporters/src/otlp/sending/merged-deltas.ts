import { turn } from '@portcall/core/internal';
import { mergedRequestsSteps } from '@portcall/formats/internal';
import type { Entry } from '@portcall/outbox';
import type { MetricSource } from '../../exporter.js';

/** Requests that follow each other as few, with a turn of the event loop after every thousand data points. */
export async function mergedDeltas(
  entries: readonly Entry[],
  { resource }: Pick<MetricSource, 'resource'>,
  encoding: 'protobuf' | 'json',
): Promise<readonly Entry[]> {
  const steps = mergedRequestsSteps(entries, resource, encoding);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await turn();
  }
}
