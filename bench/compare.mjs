// npm run bench:compare -- OTHER [-- --rounds 9]
//
// What the rows of ours cost here and in another checkout of this project, built both, in one interleaved run: every round
// measures each row once in either, one right after the other. For a change on a hot path: OTHER is the state before it.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { OBSERVED_PEERS } from './observed-peers.mjs';
import { OBSERVED_TASKS } from './observed-tasks.mjs';
import { PEERS } from './peers.mjs';
import { median, rounded, shuffled } from './statistics.mjs';
import { TASKS } from './tasks.mjs';
import { TRACED_PEERS } from './traced-peers.mjs';
import { TRACED_TASKS } from './traced-tasks.mjs';

const { values: options, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '9' } },
  allowPositionals: true,
});
if (positionals.length !== 1) {
  console.error('Give the folder of another checkout, built: npm run bench:compare -- ../before');
  process.exit(1);
}
const HERE = fileURLToPath(new URL('.', import.meta.url));
const OTHER = join(resolve(positionals[0]), 'bench');

const isOurs = (peer) => /^(Portcall|ObserverRegistry|store|instruments|fanOut|noop)/.test(peer);
const rowsOf = (script, peers, tasks) =>
  Object.keys(tasks).flatMap((task) =>
    Object.keys(peers)
      .filter(isOurs)
      .map((peer) => ({ script, peer, task, nodeArgs: tasks[task].nodeArgs ?? [], here: [], other: [] })),
  );
const rows = [
  ...rowsOf('measure.mjs', PEERS, TASKS),
  ...rowsOf('measure-traced.mjs', TRACED_PEERS, TRACED_TASKS),
  ...rowsOf('measure-observed.mjs', OBSERVED_PEERS, OBSERVED_TASKS),
];

for (let round = 1; round <= Number(options.rounds); round += 1) {
  for (const row of shuffled(rows)) {
    const sides = [
      [HERE, row.here],
      [OTHER, row.other],
    ];
    for (const [folder, found] of shuffled(sides)) found.push(nanosecondsOf(folder, row));
  }
  console.error(`round ${round} of ${options.rounds}`);
}

console.log(
  `${cpus()[0].model.trim()}, Node ${process.versions.node}; nanoseconds, medians of ${options.rounds} processes\n`,
);
console.log('| row | before | here | here / before, pair by pair |\n|---|---|---|---|');
for (const { peer, task, here, other } of rows.filter((row) => Number.isFinite(row.here[0]))) {
  const ratio = median(here.map((nanoseconds, index) => nanoseconds / other[index]));
  console.log(`| ${task}: ${peer} | ${rounded(median(other))} | ${rounded(median(here))} | ${ratio.toFixed(2)} |`);
}

function nanosecondsOf(folder, { script, peer, task, nodeArgs }) {
  const args = [...nodeArgs, '--expose-gc', join(folder, script), peer, task];
  try {
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      .nanoseconds;
  } catch {
    // A task that this peer does not have.
    return Number.NaN;
  }
}
