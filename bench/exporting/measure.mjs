// Measures exports over OTLP to a receiver in another process: the CPU time of this one, from asking for it until it is delivered.
// Everything is recorded once more before each export. `node --expose-gc measure.mjs PEER TASK` prints a line of JSON.
import { withLongestBlock } from '../harness/longest-block.mjs';
import { forgetReceived, received } from '../harness/receiving.mjs';
import { median } from '../harness/statistics.mjs';
import { METRIC_PEERS } from '../peers/metric-peers.mjs';
import { logNormal, seeded, seriesOf } from '../peers/series.mjs';
import { TASKS } from './tasks.mjs';

const WARM_UP = 3;
const EXPORTS = 5;

const [peer, taskName] = process.argv.slice(2);
const task = TASKS[taskName];
const { call, flush } = await METRIC_PEERS[peer].open({ ...task, attributes: 2, exit: 'otlp' });
const series = seriesOf(task.series);
const random = seeded(12_345);

const recordAll = () => series.forEach((one) => call(one, logNormal(random)));

for (let done = 0; done < WARM_UP; done += 1) {
  recordAll();
  await flush();
}
const cpu = [];
const blocks = [];
for (let done = 0; done < EXPORTS; done += 1) {
  recordAll();
  const before = process.cpuUsage();
  await flush();
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1_000);
  recordAll();
  blocks.push((await withLongestBlock(flush)).longestMs);
}

await forgetReceived();
await flush();
const { bytes, items, requests } = (await received()).metrics;
if (items < task.series) throw new Error(`${peer} delivered ${items} of ${task.series} series`);
console.log(JSON.stringify({ cpuMs: median(cpu), longestBlockMs: median(blocks), bytes, requests }));
process.exit();
