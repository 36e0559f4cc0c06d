import { atMostPart, numberOf } from '../harness/floor.mjs';
import { tableOfPeers } from '../harness/table.mjs';
import { metricRows } from '../peers/metric-peers.mjs';
import { TASKS } from './tasks.mjs';

const COLUMNS = { recordedBytes: 'bytes, recorded', scrapedBytes: 'bytes, scraped' };

export const memory = {
  rows: metricRows(Object.keys(TASKS), ['Portcall', 'OpenTelemetry', 'prom-client'], {
    program: 'memory/measure.mjs',
    mostRounds: 3,
  }),

  floors(found) {
    const part = (task, column, least) => {
      const bytes = (peer) => numberOf(found, task, peer, column);
      const when = column === 'recordedBytes' ? 'recorded' : 'scraped';
      const what = `memory of one series, ${task}, ${when}, against OpenTelemetry`;
      return atMostPart(what, bytes('Portcall'), bytes('OpenTelemetry'), least);
    };
    return Object.keys(COLUMNS).flatMap((column) => [part('counter', column, 4), part('histogram', column, 3)]);
  },

  report: (found) => `## Memory of one series

Without the texts of its attributes.

${Object.keys(TASKS)
  .filter((task) => task in found)
  .map((task) => `${TASKS[task].title}:\n\n${tableOfPeers(found[task], COLUMNS)}`)
  .join('\n\n')}`,
};
