// Measures one peer at one traced task in this process, which does nothing else. `node measure-time.mjs PEER TASK`
// prints a line of JSON.
import { setImmediate as turn } from 'node:timers/promises';
import { nanosecondsPer } from '../harness/sampling.mjs';
import { TRACED_PEERS } from './peers.mjs';
import { TRACED_TASKS } from './tasks.mjs';

// So few that no batch queue overflows before the event loop turns, and a turn is part of what a call costs.
const BLOCK = 128;

const [peer, taskName] = process.argv.slice(2);
const task = TRACED_TASKS[taskName];
const { call, kept } = await TRACED_PEERS[peer].open(task);
const bids = Array.from({ length: 64 }, (_, index) => ({ lot: `lot-${index}`, amount: index }));

let calls = 0;
let wrong = 0;

/** @returns milliseconds */
async function block() {
  const startedAt = performance.now();
  for (let i = 0; i < BLOCK; i += 1) {
    const bid = bids[i & 63];
    const given = task.async ? await call(bid) : call(bid);
    if (given !== bid) wrong += 1;
  }
  calls += BLOCK;
  await turn();
  return performance.now() - startedAt;
}

const nanoseconds = await nanosecondsPer(block, { size: BLOCK, warmUpMs: 300, sampleMs: 30 });

const found = await kept?.();
if (found !== undefined && found !== calls) throw new Error(`${peer} kept ${found} of ${calls} calls of ${taskName}`);
if (wrong > 0) throw new Error(`${peer} gave ${wrong} wrong results of ${taskName}`);
console.log(JSON.stringify({ nanoseconds }));
// What a peer has registered may keep the process alive.
process.exit();
