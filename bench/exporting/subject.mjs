import { atLeast, numberOf } from '../harness/floor.mjs';
import { tableOfPeers } from '../harness/table.mjs';
import { metricRows } from '../peers/metric-peers.mjs';
import { TASKS } from './tasks.mjs';

const COLUMNS = { cpuMs: 'CPU, ms', longestBlockMs: 'longest block, ms', bytes: 'bytes', requests: 'requests' };

export const exporting = {
  rows: metricRows(Object.keys(TASKS), ['Portcall', 'OpenTelemetry'], { program: 'exporting/measure.mjs' }),

  floors: (found) =>
    Object.entries(TASKS).map(([task, { title }]) =>
      atLeast(
        `OTLP export of ${title}, CPU, against OpenTelemetry in protobuf`,
        numberOf(found, task, 'OpenTelemetry', 'cpuMs'),
        numberOf(found, task, 'Portcall', 'cpuMs'),
        5,
      ),
    ),

  report: (found) => `## Exports of metrics over OTLP

CPU time of who exports, until the receiver in another process has it. OpenTelemetry is its exporter for protobuf; Portcall is
\`otlp()\` as it comes. Every series is recorded once more before each export.

${Object.keys(TASKS)
  .filter((task) => task in found)
  .map((task) => `${TASKS[task].title}:\n\n${tableOfPeers(found[task], COLUMNS)}`)
  .join('\n\n')}`,
};
