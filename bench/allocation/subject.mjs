import { atMost, numberOf } from '../harness/floor.mjs';
import { tableOf } from '../harness/table.mjs';
import { metricRows } from '../peers/metric-peers.mjs';
import { TASKS } from './tasks.mjs';

const titles = Object.fromEntries(Object.entries(TASKS).map(([task, { title }]) => [task, title]));
const OURS = ['Portcall', 'Portcall, bound'];

const ROW = {
  program: 'allocation/measure.mjs',
  nodeArgs: ['--min-semi-space-size=128', '--max-semi-space-size=128'],
  mostRounds: 3,
};

export const allocation = {
  rows: [
    ...metricRows(Object.keys(TASKS), OURS, ROW),
    ...metricRows(['counter-1-1', 'histogram-1-1'], ['OpenTelemetry', 'prom-client'], ROW),
  ],

  floors(found) {
    const most = (peer) => Math.max(...Object.keys(TASKS).map((task) => numberOf(found, task, peer, 'bytes')));
    return [
      atMost('bytes allocated per record, object style, at one call site and at 16, at most', most('Portcall'), 0, 'B'),
      atMost('bytes allocated per record, bound, at one call site and at 16, at most', most('Portcall, bound'), 0, 'B'),
    ];
  },

  report: (found) => `## Bytes allocated per record

With 2 attributes and 16 series, when the compiler is done.

${tableOf(found, { titles, name: 'bytes' })}`,
};
