// Measures one peer at one task in this process, which does nothing else. `node measure.mjs PEER TASK` prints a line of
// JSON.
import { PEERS } from './peers.mjs';
import { median } from './statistics.mjs';
import { TASKS, workOf } from './tasks.mjs';

const BLOCK = 4_096;
const WARM_UP_MS = 150;
const SAMPLES = 11;
const SAMPLE_MS = 15;

const [peer, taskName] = process.argv.slice(2);
const task = TASKS[taskName];
const { series, order, values, mask } = workOf(task);
const { call, total } = await PEERS[peer](task, series);

let position = 0;
let calls = 0;

function block() {
  for (let i = 0; i < BLOCK; i += 1) {
    const at = position & mask;
    const index = order[at];
    call(series[index], values[at], index);
    position += 1;
  }
  calls += BLOCK;
}

const warmUpEnds = performance.now() + WARM_UP_MS;
let blocks = 0;
while (performance.now() < warmUpEnds) {
  block();
  blocks += 1;
}
const blocksPerSample = Math.max(1, Math.round((blocks * SAMPLE_MS) / WARM_UP_MS));

const samples = [];
for (let sample = 0; sample < SAMPLES; sample += 1) {
  const startedAt = performance.now();
  for (let done = 0; done < blocksPerSample; done += 1) block();
  samples.push(((performance.now() - startedAt) * 1e6) / (blocksPerSample * BLOCK));
}

const kept = await total?.();
if (kept !== undefined && kept !== calls) throw new Error(`${peer} kept ${kept} of ${calls} calls of ${taskName}`);
console.log(JSON.stringify({ nanoseconds: median(samples) }));
