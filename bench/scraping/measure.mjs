// Measures scrapes over HTTP of what one peer holds in this process; who scrapes is another process. Everything is recorded
// once more before each scrape. `node --expose-gc measure.mjs PEER TASK` prints a line of JSON.
import { setTimeout as pause } from 'node:timers/promises';
import { watchResident } from '../harness/heap.mjs';
import { withLongestBlock } from '../harness/longest-block.mjs';
import { startScraper } from '../harness/scraping.mjs';
import { median } from '../harness/statistics.mjs';
import { METRIC_PEERS } from '../peers/metric-peers.mjs';
import { logNormal, seeded, seriesOf } from '../peers/series.mjs';
import { TASKS } from './tasks.mjs';

const OPENMETRICS_2 = 'application/openmetrics-text;version=2.0.0,*/*;q=0.1';

const [peer, taskName] = process.argv.slice(2);
const task = TASKS[taskName];
const { call, url } = await METRIC_PEERS[peer].open({ kind: task.kind, attributes: 2, series: task.series });
const series = seriesOf(task.series);
const random = seeded(12_345);
const scrapeOf = startScraper();

const recordAll = () => series.forEach((one) => call(one, logNormal(random)));

const scrape = (accept) => scrapeOf(url, accept);

recordAll();
await pause(200);
const resident = watchResident();
const first = await withLongestBlock(() => scrape());
const wanted = task.series * task.lines;
if (first.result.samples < wanted) throw new Error(`${peer} showed ${first.result.samples} of ${wanted} samples`);

const totals = [];
const blocks = [];
for (let done = 0; done < task.scrapes; done += 1) {
  recordAll();
  totals.push((await scrape()).totalMs);
  recordAll();
  blocks.push((await withLongestBlock(() => scrape())).longestMs);
}
const grownMb = resident();
const other = await scrape(OPENMETRICS_2);

console.log(
  JSON.stringify({
    totalMs: median(totals),
    longestBlockMs: Math.max(...blocks),
    firstMs: first.result.totalMs,
    firstBlockMs: first.longestMs,
    bytes: first.result.bytes,
    openMetrics2Bytes: /version="?2\./.test(other.type) ? other.bytes : undefined,
    grownMb,
  }),
);
process.exit();
