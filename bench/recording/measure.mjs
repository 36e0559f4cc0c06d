// Measures one peer at one task in this process, which does nothing else. `node measure.mjs PEER TASK` prints a line of
// JSON. What was kept is held against how many calls there were, so that nothing is measured that did not happen.
import { textOf } from '../harness/receiving.mjs';
import { nanosecondsPer } from '../harness/sampling.mjs';
import { METRIC_PEERS } from '../peers/metric-peers.mjs';
import { TASKS, workOf } from './tasks.mjs';

const BLOCK = 4_096;

const [peer, taskName] = process.argv.slice(2);
const task = TASKS[taskName];
const { series, order, values, mask } = workOf(task);
const opened = await METRIC_PEERS[peer].open(task);
const call = peer.endsWith(', bound') ? boundCall() : opened.call;

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

const kept = opened.url === undefined ? opened.total() : shownTotal(await textOf(opened.url));
if (kept !== calls) throw new Error(`${peer} kept ${kept} of ${calls} calls of ${taskName}`);
console.log(JSON.stringify({ nanoseconds }));
process.exit();

function boundCall() {
  const handles = series.map((one) => opened.bind(one));
  return task.kind === 'counter'
    ? (_series, _value, index) => handles[index].add(1)
    : (_, value, index) => handles[index].record(value);
}

function shownTotal(text) {
  const ending = task.kind === 'counter' ? 'total' : 'count';
  const lines = text.matchAll(new RegExp(`^\\w*things_${ending}(?:\\{.*\\})? (\\S+)`, 'gm'));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}
