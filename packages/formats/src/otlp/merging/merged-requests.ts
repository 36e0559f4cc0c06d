import type { EncodedRequest } from '../halving/halves.js';
import { jsonMetricsSteps, metricsSteps } from '../metrics/metrics-requests.js';
import type { ResourceAttributes } from '../resource.js';
import { MergedMetrics } from './merged-metrics.js';
import { readMetrics } from './read-metrics.js';

/** What reading so many points takes is less than a frame. */
const STEP = 1_000;

/**
 * Requests of one resource that follow each other, as requests that have each series once: of deltas what they are together, of
 * everything else the newest. In steps of 1,000 points, between which other work may be done.
 * @param requests as they were written here, oldest first
 * @returns the requests, once it is done
 * @throws Error for bytes that were not
 */
export function* mergedRequestsSteps(
  requests: readonly EncodedRequest[],
  resource: ResourceAttributes,
  encoding: 'protobuf' | 'json',
): Generator<undefined, readonly EncodedRequest[], void> {
  const merged = new MergedMetrics();
  let read = 0;
  for (const { bytes } of requests) {
    for (const metric of readMetrics(bytes, encoding)) {
      const points = merged.of(metric);
      for (const point of metric.points) {
        points.add(point);
        read += 1;
        if (read % STEP === 0) yield undefined;
      }
    }
    yield undefined;
  }
  const written: EncodedRequest[] = [];
  const stepsOf = encoding === 'json' ? jsonMetricsSteps : metricsSteps;
  // Each of the points has a time of its own.
  for (const step of stepsOf({ time: 0, metrics: merged.metrics }, resource)) {
    if (step === undefined) yield undefined;
    else {
      step.keep();
      written.push({ bytes: step.bytes, items: step.points });
    }
  }
  return written;
}
