import { atLeast, numberOf } from '../harness/floor.mjs';
import { ratiosOf, tableOf } from '../harness/table.mjs';
import { METRIC_PEERS, metricRows } from '../peers/metric-peers.mjs';
import { TASKS } from './tasks.mjs';

const titles = Object.fromEntries(Object.entries(TASKS).map(([task, { title }]) => [task, title]));

export const recording = {
  rows: metricRows(Object.keys(TASKS), Object.keys(METRIC_PEERS), { program: 'recording/measure.mjs' }),

  floors(found) {
    const nanoseconds = (task, peer) => numberOf(found, task, peer, 'nanoseconds');
    const faster = (task, own, rival, least) =>
      atLeast(
        `${TASKS[task].title}${own.endsWith('bound') ? ', bound' : ''}, against ${rival}`,
        nanoseconds(task, rival),
        nanoseconds(task, own),
        least,
      );
    return [
      faster('counter-2', 'Portcall', 'OpenTelemetry', 25),
      faster('counter-2', 'Portcall', 'prom-client', 8),
      faster('counter-2-many', 'Portcall', 'OpenTelemetry', 18),
      faster('counter-2-many', 'Portcall', 'prom-client', 6),
      faster('counter-2', 'Portcall, bound', 'OpenTelemetry', 100),
      faster('counter-2', 'Portcall, bound', 'prom-client', 30),
      faster('histogram-2', 'Portcall', 'OpenTelemetry', 18),
      faster('histogram-2', 'Portcall', 'prom-client', 12),
    ];
  },

  report: (found) => `## Nanoseconds per record

Attributes are a new object per call, as an app writes them. OpenTelemetry is its SDK with its Prometheus endpoint.

${tableOf(found, { titles, name: 'nanoseconds' })}

Times faster than OpenTelemetry:

${ratiosOf(found, { titles, name: 'nanoseconds', rival: 'OpenTelemetry' })}

Times faster than prom-client:

${ratiosOf(found, { titles, name: 'nanoseconds', rival: 'prom-client' })}`,
};
