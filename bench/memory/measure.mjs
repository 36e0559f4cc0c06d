// How many bytes one more series holds in this process, recorded, and after it has also been scraped. The texts of its
// attributes are the app's and not counted. `node --expose-gc measure.mjs PEER TASK` prints a line of JSON.
import { heapInUse } from '../harness/heap.mjs';
import { startScraper } from '../harness/scraping.mjs';
import { METRIC_PEERS } from '../peers/metric-peers.mjs';
import { seriesOf } from '../peers/series.mjs';
import { SERIES, TASKS } from './tasks.mjs';

const [peer, taskName] = process.argv.slice(2);
const { kind } = TASKS[taskName];
const { call, url } = await METRIC_PEERS[peer].open({ kind, attributes: 2, series: SERIES });
const [first, ...series] = seriesOf(SERIES);
const scrape = startScraper();

call(first, 0.1);
await scrape(url);
const before = await heapInUse();
for (const one of series) call(one, 0.1);
const recorded = await heapInUse();
await scrape(url);
const scraped = await heapInUse();

const perSeries = (bytes) => (bytes - before) / series.length;
console.log(JSON.stringify({ recordedBytes: perSeries(recorded), scrapedBytes: perSeries(scraped) }));
process.exit();
