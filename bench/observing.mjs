// What publishing one event costs, peer by peer and task by task. Each pair has fresh processes of its own, and every
// round has all pairs in another order.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missingObservedPeers, OBSERVED_PEERS } from './observed-peers.mjs';
import { OBSERVED_TASKS } from './observed-tasks.mjs';
import { installPeerPackages } from './peer-packages.mjs';
import { median, rounded, shuffled } from './statistics.mjs';

const MEASURE = fileURLToPath(new URL('measure-observed.mjs', import.meta.url));

/**
 * Nanoseconds by task and peer: medians over processes of medians. A peer that cannot be installed is left out.
 * @returns {Record<string, Record<string, number>>}
 */
export function measureObserving({ rounds, onProgress }) {
  installPeerPackages(onProgress);
  const missing = missingObservedPeers();
  const peers = Object.keys(OBSERVED_PEERS).filter((peer) => !missing.includes(peer));
  // An empty function is what publishing to nobody is held against.
  const has = (task, peer) => peer !== 'empty function' || OBSERVED_TASKS[task].subscribers === 0;
  const pairs = Object.keys(OBSERVED_TASKS).flatMap((task) =>
    peers.filter((peer) => has(task, peer)).map((peer) => ({ task, peer })),
  );
  const found = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const { task, peer } of shuffled(pairs)) {
      const { nodeArgs = [] } = OBSERVED_TASKS[task];
      const said = execFileSync(process.execPath, [...nodeArgs, MEASURE, peer, task], { encoding: 'utf8' });
      const key = `${task}|${peer}`;
      found.set(key, [...(found.get(key) ?? []), JSON.parse(said).nanoseconds]);
    }
    onProgress(`observing: round ${round} of ${rounds}`);
  }
  const observing = {};
  for (const { task, peer } of pairs) {
    observing[task] ??= {};
    observing[task][peer] = rounded(median(found.get(`${task}|${peer}`)));
  }
  return observing;
}
