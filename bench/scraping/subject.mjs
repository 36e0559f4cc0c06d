import { atLeast, atMost, atMostPart, numberOf } from '../harness/floor.mjs';
import { tableOfPeers } from '../harness/table.mjs';
import { metricRows } from '../peers/metric-peers.mjs';
import { TASKS } from './tasks.mjs';

const COLUMNS = {
  totalMs: 'ms in all',
  longestBlockMs: 'longest block, ms',
  firstMs: 'the first: ms in all',
  firstBlockMs: 'the first: longest block, ms',
  bytes: 'bytes',
  openMetrics2Bytes: 'bytes in OpenMetrics 2.0',
  grownMb: 'growth of resident memory, MB',
};

const program = 'scraping/measure.mjs';

export const scraping = {
  rows: [
    ...metricRows(['counters-10000', 'histograms-10000'], ['Portcall', 'OpenTelemetry', 'prom-client'], {
      program,
      mostRounds: 5,
    }),
    // The others hold the loop for some seconds there, and a gigabyte.
    ...metricRows(['histograms-100000'], ['Portcall'], { program, mostRounds: 3 }),
  ],

  floors(found) {
    const [ten, hundred] = ['histograms-10000', 'histograms-100000'];
    const ours = (task, name) => numberOf(found, task, 'Portcall', name);
    const total = (rival) => numberOf(found, ten, rival, 'totalMs');
    const worse = (task) => Math.max(ours(task, 'longestBlockMs'), ours(task, 'firstBlockMs'));
    return [
      atLeast('scrape of 10,000 histograms, against OpenTelemetry', total('OpenTelemetry'), total('Portcall'), 15),
      atLeast('scrape of 10,000 histograms, against prom-client', total('prom-client'), total('Portcall'), 8),
      atMost('longest block in it', ours(ten, 'longestBlockMs'), 10, 'ms'),
      atMostPart('the same in OpenMetrics 2.0, bytes', ours(ten, 'openMetrics2Bytes'), ours(ten, 'bytes'), 4),
      atMost('scrape of 100,000 histograms, longest block, the first scrape included', worse(hundred), 25, 'ms'),
      atMost('growth of resident memory in it', ours(hundred, 'grownMb'), 64, 'MB'),
    ];
  },

  report: (found) => `## Scrapes

Over HTTP, as text 0.0.4, uncompressed, by a client in another process, which sees the time in all. The longest block is how long
the event loop of who is scraped stands still. Every series is recorded once more before each scrape. The first scrape of a
process stands apart: nothing is compiled or cached there yet. The growth of resident memory is from before the first scrape to the
peak since.

${Object.keys(TASKS)
  .filter((task) => task in found)
  .map((task) => `${TASKS[task].title}:\n\n${tableOfPeers(found[task], COLUMNS)}`)
  .join('\n\n')}`,
};
