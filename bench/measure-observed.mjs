// Measures one peer at one task of publishing in this process, which does nothing else. `node measure-observed.mjs PEER
// TASK` prints a line of JSON. What subscribers do to read is not in it.
import { OBSERVED_PEERS } from './observed-peers.mjs';
import { OBSERVED_TASKS } from './observed-tasks.mjs';
import { median } from './statistics.mjs';

const WARM_UP_MS = 200;
const SAMPLES = 11;
const SAMPLE_MS = 15;

const [peer, taskName] = process.argv.slice(2);
const task = OBSERVED_TASKS[taskName];
const { publish, read, total, settle } = await OBSERVED_PEERS[peer](task);
const events = Array.from({ length: 64 }, (_, n) => ({ category: 'call', n }));

// Few enough that those who call listeners later do not pay for a long queue of calls.
const BLOCK = settle === undefined ? task.block : Math.min(task.block, 256);

let published = 0;

/** @returns milliseconds of publishing */
async function block() {
  const startedAt = performance.now();
  for (let i = 0; i < BLOCK; i += 1) publish(events[i & 63]);
  if (settle !== undefined) await settle();
  const duration = performance.now() - startedAt;
  published += BLOCK;
  if (task.reads) read();
  return duration;
}

const warmUpEnds = performance.now() + WARM_UP_MS;
let blocks = 0;
while (performance.now() < warmUpEnds) {
  await block();
  blocks += 1;
}
const blocksPerSample = Math.max(1, Math.round((blocks * SAMPLE_MS) / WARM_UP_MS));

const samples = [];
for (let sample = 0; sample < SAMPLES; sample += 1) {
  let duration = 0;
  for (let done = 0; done < blocksPerSample; done += 1) duration += await block();
  samples.push((duration * 1e6) / (blocksPerSample * BLOCK));
}

const wanted = published * task.subscribers;
if (total !== undefined && total() !== wanted) {
  throw new Error(`${peer} gave ${total()} events of ${wanted} to subscribers of ${taskName}`);
}
console.log(JSON.stringify({ nanoseconds: median(samples) }));
