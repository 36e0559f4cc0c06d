// How many bytes one record allocates in this process: how far the heap grows over many of them, with young objects given so much
// room that nothing is collected meanwhile. `node --expose-gc measure.mjs PEER TASK` prints a line of JSON.
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../harness/statistics.mjs';
import { METRIC_PEERS } from '../peers/metric-peers.mjs';
import { logNormal, seeded, seriesOf } from '../peers/series.mjs';
import { CALL_SITES } from './call-sites.mjs';
import { TASKS } from './tasks.mjs';

const WARM_UP_MS = 300;
const MOST_RECORDS = 1_000_000;
const FEWEST_RECORDS = 10_000;
const SAMPLES = 5;
const SERIES = 16; // a power of two, so that the position wraps with one `&`

const [peer, taskName] = process.argv.slice(2);
const { kind, sites, metrics } = TASKS[taskName];
const { recorders, bind } = await METRIC_PEERS[peer].open({ kind, attributes: 2, series: SERIES, metrics });
const series = seriesOf(SERIES);
const handles = peer.endsWith(', bound') ? series.map((one) => bind(one)) : [];
const style = peer.endsWith(', bound') ? 'bound' : peer === 'prom-client' ? 'prom-client' : 'object';
const calls = CALL_SITES[style][kind].slice(0, sites);

// A list that also holds a text keeps its numbers as objects: a value that was computed just now is one too, and the app's.
const random = seeded(12_345);
const values = [...Array.from({ length: SERIES }, () => logNormal(random)), ''];

let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ['gc'] });

const warmUpEnds = performance.now() + WARM_UP_MS;
while (performance.now() < warmUpEnds) {
  record(FEWEST_RECORDS);
  await pause(0); // for the compiler, which works beside
}

let count = MOST_RECORDS;
const samples = [];
while (samples.length < SAMPLES) {
  const grown = await grownBy(count);
  if (grown !== undefined) samples.push(grown / count);
  else count /= 10; // who allocates much shows that with fewer records too
  if (count < FEWEST_RECORDS) throw new Error('something was collected while it was counted');
}
console.log(JSON.stringify({ bytes: Math.max(0, Math.round(median(samples) * 10) / 10) }));
process.exit();

/** @returns bytes, unless something was collected meanwhile */
async function grownBy(records) {
  globalThis.gc();
  await pause(5);
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  record(records);
  const grown = process.memoryUsage().heapUsed - before;
  await pause(5);
  return collections === 0 ? grown : undefined;
}

function record(records) {
  const lastMetric = recorders.length - 1;
  const lastSite = calls.length - 1;
  for (let i = 0; i < records; i += 1) {
    const at = i & (SERIES - 1);
    calls[at & lastSite](recorders[(i >> 4) & lastMetric], series[at], values[at], handles[at]);
  }
}
