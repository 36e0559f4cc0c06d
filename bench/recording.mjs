// What one record costs, peer by peer and task by task. Each pair has fresh processes of its own, and every round has
// all pairs in another order: what the machine does meanwhile hits all alike.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PEERS } from './peers.mjs';
import { median, rounded, shuffled } from './statistics.mjs';
import { TASKS } from './tasks.mjs';

const MEASURE = fileURLToPath(new URL('measure.mjs', import.meta.url));

/** @returns {Record<string, Record<string, number>>} nanoseconds by task and peer: median over processes of medians */
export function measureRecording({ rounds, onProgress }) {
  const pairs = Object.keys(TASKS).flatMap((task) => Object.keys(PEERS).map((peer) => ({ task, peer })));
  const found = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const { task, peer } of shuffled(pairs)) {
      const { nanoseconds } = JSON.parse(execFileSync(process.execPath, [MEASURE, peer, task], { encoding: 'utf8' }));
      const key = `${task}|${peer}`;
      found.set(key, [...(found.get(key) ?? []), nanoseconds]);
    }
    onProgress(`recording: round ${round} of ${rounds}`);
  }
  return Object.fromEntries(
    Object.keys(TASKS).map((task) => [
      task,
      Object.fromEntries(Object.keys(PEERS).map((peer) => [peer, rounded(median(found.get(`${task}|${peer}`)))])),
    ]),
  );
}
