// npm run bench:compare -- OTHER [-- --rounds 9] [-- --only recording] [-- --node 24]
//
// What the rows of ours cost here and in another checkout of this project, both built and packed, in one interleaved run: every
// round measures each row once in either, one right after the other, by the programs of this one. For a change on a hot path:
// OTHER is the state before it.
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeOf } from '../shipped/node-version.mjs';
import { ROOT } from '../shipped/packed-home.mjs';
import { ourHome, shopHome } from './harness/homes.mjs';
import { startReceiver } from './harness/receiving.mjs';
import { runOf } from './harness/rounds.mjs';
import { median, rounded, shuffled } from './harness/statistics.mjs';
import { SUBJECTS } from './harness/subjects.mjs';
import { table } from './harness/table.mjs';
import { serversOfShop } from './requests/shop.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', multiple: true },
    node: { type: 'string' },
  },
  allowPositionals: true,
});
if (positionals.length !== 1) {
  console.error('Give the folder of another checkout: npm run bench:compare -- ../before');
  process.exit(1);
}

const onProgress = (text) => console.error(text);
const node = nodeOf(options.node, onProgress);
const homes = { here: ourHome(ROOT, onProgress), other: ourHome(resolve(positionals[0]), onProgress) };
const receiver = await startReceiver();

const isOurs = ({ peer }) => /^(Portcall|ObserverRegistry|TraceLog|store|@portcall)/.test(peer);
const names = options.only ?? Object.keys(SUBJECTS);
const servers = names.includes('requests') ? await serversOfShop(onProgress) : undefined;
const shop = servers === undefined ? undefined : shopHome(onProgress);
const rows = names.flatMap((name) =>
  SUBJECTS[name].rows.filter(isOurs).map((row) => ({ ...row, subject: name, here: [], other: [] })),
);
for (let round = 1; round <= Number(options.rounds); round += 1) {
  for (const row of shuffled(rows))
    for (const side of shuffled(['here', 'other'])) row[side].push(numbersOf(row, side));
  onProgress(`round ${round} of ${options.rounds}`);
}
receiver.stop();
await servers?.stop();

console.log(`${cpus()[0].model.trim()}, Node ${node.version}; medians of ${options.rounds} processes\n`);
console.log(table(['row', '', 'before', 'here', 'here / before, pair by pair'], rows.flatMap(linesOf)));

/** What one side cannot do is left out. */
function numbersOf(row, side) {
  try {
    return runOf(row, placeOf(row, side));
  } catch (error) {
    onProgress(`${row.task}, ${row.peer}, ${side}: ${error.message}`);
    return {};
  }
}

/** The storefront has packages of its own, and is looked on at from either side. */
function placeOf({ home }, side) {
  const env = { BENCH_RECEIVER: receiver.url };
  if (home !== 'shop') return { node: node.path, home: homes[side], env };
  return {
    node: node.path,
    home: shop,
    env: { ...env, BENCH_SHOP: JSON.stringify({ ...servers, ours: homes[side] }) },
  };
}

function linesOf({ subject, task, peer, here, other }) {
  return Object.keys(here[0]).flatMap((name) => {
    const pairs = here.map((numbers, index) => [numbers[name], other[index][name]]).filter(isPair);
    if (pairs.length === 0) return [];
    const [now, before] = [0, 1].map((side) => rounded(median(pairs.map((pair) => pair[side]))));
    const ratio = median(pairs.map(([one, another]) => one / another));
    return [[`${subject}, ${task}: ${peer}`, name, before, now, ratio.toFixed(2)]];
  });
}

function isPair(pair) {
  return pair.every((number) => Number.isFinite(number));
}
