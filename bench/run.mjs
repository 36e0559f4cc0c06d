// npm run bench [-- --node 24] [-- --check] [-- --only recording] [-- --rounds 3]
//
// Measures the packed packages, registered as an application does it, beside OpenTelemetry with its exporters, prom-client and
// others, and writes results/. --node takes another major version of Node from npm; --only takes one subject, a folder here, and may
// be given more than once; with --check a missed floor is exit code 1. A run of some of the subjects, or of fewer than
// three rounds, writes nothing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { nodeOf } from '../shipped/node-version.mjs';
import { ROOT } from '../shipped/packed-home.mjs';
import { ourHome, peersHome, shopHome } from './harness/homes.mjs';
import { startReceiver } from './harness/receiving.mjs';
import { render } from './harness/report.mjs';
import { measured } from './harness/rounds.mjs';
import { SUBJECTS } from './harness/subjects.mjs';
import { serversOfShop } from './requests/shop.mjs';

const FEWEST_ROUNDS_KEPT = 3;

const { values: options } = parseArgs({
  options: {
    node: { type: 'string' },
    check: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '7' },
  },
});
const rounds = Number(options.rounds);
const names = options.only ?? Object.keys(SUBJECTS);
const unknown = names.find((name) => !(name in SUBJECTS));
if (unknown !== undefined || !(rounds >= 1)) {
  console.error(
    unknown === undefined
      ? `--rounds: "${options.rounds}" is not a number of rounds; give one from 1`
      : `--only: unknown subject "${unknown}"; use one of ${Object.keys(SUBJECTS).join(', ')}`,
  );
  process.exit(1);
}

const onProgress = (text) => console.error(text);
const node = nodeOf(options.node, onProgress);
const homes = { ours: ourHome(ROOT, onProgress), peers: peersHome(onProgress) };
const receiver = await startReceiver();
const env = { BENCH_RECEIVER: receiver.url };
const servers = names.includes('requests') ? await serversOfShop(onProgress) : undefined;
if (servers !== undefined) {
  homes.shop = shopHome(onProgress);
  env.BENCH_SHOP = JSON.stringify({ ...servers, ours: homes.ours });
}
const placeOf = ({ home }) => ({ node: node.path, home: homes[home], env });

const subjects = {};
for (const name of names) {
  const onRound = (text) => onProgress(`${name}: ${text}`);
  subjects[name] = measured(SUBJECTS[name].rows, { rounds, placeOf, onRound });
}
receiver.stop();
await servers?.stop();

const floors = names.flatMap((name) => SUBJECTS[name].floors(subjects[name]));
const results = { machine: machine(), rounds, subjects, floors };
console.log(render([results]));
if (options.only === undefined && rounds >= FEWEST_ROUNDS_KEPT) keep(results);
if (options.check && floors.some(({ holds }) => !holds)) process.exitCode = 1;

function machine() {
  const [{ model }] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return { cpu: model.trim(), cores: cpus().length, node: node.version, date };
}

/** Beside what was found on other versions of Node. */
function keep(found) {
  const folder = new URL('results/', import.meta.url);
  const file = `node${node.version.split('.')[0]}.json`;
  writeFileSync(new URL(file, folder), `${JSON.stringify(found, null, 2)}\n`);
  const files = readdirSync(folder).filter((name) => /^node\d+\.json$/.test(name));
  const all = files.sort().map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  writeFileSync(new URL('README.md', folder), render(all));
}
