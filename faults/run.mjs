// npm run faults [-- --only outage-30s] [-- --quick] [-- --check] [-- --at-once 6] [-- --no-spool]
//
// What is lost when receivers and processes misbehave: an application with the packed packages beside the same application with
// OpenTelemetry's SDK and exporters, same faults, same load, at the same time. Writes results/ and the tables of docs/faults.md.
// --only takes one scenario or one file of scenarios, and may be given more than once; --quick shortens long scenarios, and
// writes nothing; with --check a value that is wanted and missed is exit code 1; --no-spool keeps nothing on disk.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { homesOf } from './harness/homes.mjs';
import { tables, withTables } from './harness/reporting.mjs';
import { inTurns, ranScenario } from './harness/running.mjs';
import { hindrance, SCENARIOS } from './scenarios/scenarios.mjs';

const RESULTS = new URL('results/', import.meta.url);
const PAGE = new URL('../docs/faults.md', import.meta.url);

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '4' },
    spool: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const names = options.only ?? Object.keys(SCENARIOS);
const unknown = names.find((name) => !(name in SCENARIOS));
const atOnce = Number(options['at-once']);
if (unknown !== undefined || !(atOnce >= 1)) {
  console.error(
    unknown === undefined
      ? `--at-once: "${options['at-once']}" is not a number of scenarios; give one from 1`
      : `--only: unknown scenario "${unknown}"; use one of ${Object.keys(SCENARIOS).join(', ')}`,
  );
  process.exit(1);
}

const settings = { homes: homesOf((text) => console.error(text)), isQuick: options.quick, withSpool: options.spool };
const results = {};
await inTurns(names, { isAlone: (name) => SCENARIOS[name].alone === true, atOnce, run });
console.log(tables(results));
const isMissed = Object.values(results).some(({ wanted }) => wanted.some(({ met }) => !met));
if (options.check && isMissed) process.exitCode = 1;

async function run(name) {
  const scenario = SCENARIOS[name];
  const why = hindrance(scenario);
  if (why !== undefined) return console.error(`${name}: skipped, because ${why}`);
  console.error(`${name}: begins`);
  const found = await ranScenario(scenario, settings);
  const wanted = scenario.wanted.map(({ what, of }) => ({ what, ...judged(of, found.portcall) }));
  results[name] = { scenario: name, title: scenario.title, machine: machine(), found, wanted };
  if (!options.quick) keep(name);
  const missed = wanted.filter(({ met }) => !met).map((one) => `${one.what} (${one.found})`);
  console.error(`${name}: ${missed.length === 0 ? 'all met' : `missed ${missed.join('; ')}`}`);
}

function judged(of, found) {
  return found.error === undefined ? of(found) : { met: false, found: `failed: ${found.error.split('\n')[0]}` };
}

function machine() {
  const [{ model }] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return { cpu: model.trim(), cores: cpus().length, node: process.versions.node, date };
}

/** Beside what was found of other scenarios. */
function keep(name) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(`${name}.json`, RESULTS), `${JSON.stringify(results[name], null, 2)}\n`);
  const files = readdirSync(RESULTS).filter((name) => name.endsWith('.json'));
  const all = files.map((file) => JSON.parse(readFileSync(new URL(file, RESULTS), 'utf8')));
  const byName = Object.fromEntries(all.map((result) => [result.scenario, result]));
  writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), byName));
}
