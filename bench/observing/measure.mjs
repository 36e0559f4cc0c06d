// Measures one peer at one task of publishing in this process, which does nothing else. `node measure.mjs PEER
// TASK` prints a line of JSON. What subscribers do to read is not in it.

import { nanosecondsPer } from '../harness/sampling.mjs';
import { OBSERVED_PEERS } from './peers.mjs';
import { OBSERVED_TASKS } from './tasks.mjs';

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

const nanoseconds = await nanosecondsPer(block, { size: BLOCK, warmUpMs: 200, sampleMs: 15 });

const wanted = published * task.subscribers;
if (total !== undefined && total() !== wanted) {
  throw new Error(`${peer} gave ${total()} events of ${wanted} to subscribers of ${taskName}`);
}
console.log(JSON.stringify({ nanoseconds }));
