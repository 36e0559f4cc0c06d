import { listed } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';
import type { Backend, Store, StoredMetric } from '@portcall/metrics';
import { type Registration, severityOfSilence } from './registration.js';

const MOST_NAMES = 10;

/** Metrics that somebody has bound and nobody has recorded. Of a backend that cannot be read there are none. */
export function metricFindings(registration: Registration): readonly Finding[] {
  const { backend } = registration;
  if (!isStore(backend)) return [];
  const metrics = Object.entries(backend.snapshot()).filter(([, metric]) => isNeverRecorded(metric));
  if (metrics.length === 0) return [];
  const names = metrics.map(([name]) => name).sort();
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return [
    {
      id: 'metric.never_recorded',
      severity: severityOfSilence(registration),
      what: `nothing was recorded of ${listed(names.slice(0, MOST_NAMES))}${more}`,
      cause: 'the code that records was not reached, or has other recorders than those that telemetry.bind() gave',
      fix: 'use what telemetry.bind(catalog) gives where it happens, or leave the metric out of the catalog',
    },
  ];
}

function isStore(backend: Backend): backend is Store {
  return 'snapshot' in backend;
}

/** A counter of a closed set begins at zero, which is no recording; what goes up and down may have come back to it. */
function isNeverRecorded({ definition, points }: StoredMetric): boolean {
  return points.every(({ value }) => {
    if (typeof value !== 'number') return value.count === 0;
    return definition.kind === 'counter' && value === 0;
  });
}
