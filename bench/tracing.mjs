// What one traced call costs, peer by peer and task by task, and one push into a trace log. Each pair has fresh
// processes of its own. Every round has the tasks in another order, and the peers of a task one after another in another
// order: what is compared is measured within seconds, whatever a shared machine does in minutes.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installPeerPackages } from './peer-packages.mjs';
import { median, rounded, shuffled } from './statistics.mjs';
import { missingPeers, TRACED_PEERS } from './traced-peers.mjs';
import { TRACED_TASKS } from './traced-tasks.mjs';

const CAPACITIES = [100, 100_000];

// What floors hold against each other gets more processes than the rest: on a shared machine one says little.
const HELD_TASKS = ['sync-3', 'async-3', 'async-3-bytes'];
const HELD_PEERS = ['Portcall, sampled', 'Portcall, not sampled', 'OpenTelemetry by hand, sampled'];
const HELD_TIMES = 3;

/**
 * Nanoseconds by task and peer, medians over processes of medians, and the trace log by capacity. A peer that cannot be
 * installed is left out.
 */
export function measureTracing({ rounds, onProgress }) {
  installPeerPackages(onProgress);
  const missing = missingPeers();
  const peers = Object.keys(TRACED_PEERS).filter((peer) => !missing.includes(peer));
  // The bytes are those of spans, so the other peers have none.
  const has = (task, peer) => !TRACED_TASKS[task].bytes || / sampled$/.test(peer.replace('not sampled', ''));
  const pairsOf = (task) => peers.filter((peer) => has(task, peer)).map((peer) => ({ task, peer }));
  const isHeld = ({ task, peer }) => HELD_TASKS.includes(task) && HELD_PEERS.includes(peer);
  const runsOf = (task) => pairsOf(task).flatMap((pair) => new Array(isHeld(pair) ? HELD_TIMES : 1).fill(pair));
  const tasks = Object.keys(TRACED_TASKS);
  const found = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const { task, peer } of shuffled(tasks).flatMap((one) => shuffled(runsOf(one)))) {
      const { nanoseconds } = run('measure-traced.mjs', [peer, task]);
      const key = `${task}|${peer}`;
      found.set(key, [...(found.get(key) ?? []), nanoseconds]);
    }
    onProgress(`tracing: round ${round} of ${rounds}`);
  }
  const calls = {};
  for (const { task, peer } of tasks.flatMap(pairsOf)) {
    calls[task] ??= {};
    calls[task][peer] = rounded(median(found.get(`${task}|${peer}`)));
  }
  return { calls, log: measureLog(rounds) };
}

function measureLog(rounds) {
  const measured = CAPACITIES.map((capacity) => {
    const runs = Array.from({ length: rounds }, () => run('measure-trace-log.mjs', [String(capacity)]));
    if (runs.some(({ length }) => length !== capacity)) throw new Error(`a log of ${capacity} holds another number`);
    const nanoseconds = rounded(median(runs.map((one) => one.nanoseconds)));
    return [capacity, { nanoseconds, grownBytes: Math.round(median(runs.map((one) => one.grownBytes))) }];
  });
  return Object.fromEntries(measured);
}

function run(script, args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', path, ...args], { encoding: 'utf8' }));
}
