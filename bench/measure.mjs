// Measures one peer at one task in this process, which does nothing else. `node measure.mjs PEER TASK` prints a line of
// JSON.
import { PEERS } from './peers.mjs';
import { nanosecondsPer } from './sampling.mjs';
import { TASKS, workOf } from './tasks.mjs';

const BLOCK = 4_096;

const [peer, taskName] = process.argv.slice(2);
const task = TASKS[taskName];
const { series, order, values, mask } = workOf(task);
const { call, total } = await PEERS[peer](task, series);

let position = 0;
let calls = 0;

/** @returns milliseconds */
function block() {
  const startedAt = performance.now();
  for (let i = 0; i < BLOCK; i += 1) {
    const at = position & mask;
    const index = order[at];
    call(series[index], values[at], index);
    position += 1;
  }
  calls += BLOCK;
  return performance.now() - startedAt;
}

const nanoseconds = await nanosecondsPer(block, { size: BLOCK, warmUpMs: 150, sampleMs: 15 });

const kept = await total?.();
if (kept !== undefined && kept !== calls) throw new Error(`${peer} kept ${kept} of ${calls} calls of ${taskName}`);
console.log(JSON.stringify({ nanoseconds }));
