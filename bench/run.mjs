// npm run bench [-- --quick] [-- --check]
//
// Measures the built packages against OpenTelemetry, prom-client, autometrics, Node's own events and emittery, and
// writes results/. Some ten minutes; --quick takes two, is less steady and writes nothing. With --check a missed floor is exit code 1.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { floorsOf } from './floors.mjs';
import { measureImporting, modulesOfNode } from './importing.mjs';
import { measureObserving } from './observing.mjs';
import { measureRecording } from './recording.mjs';
import { render } from './report.mjs';
import { measureTracing } from './tracing.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, check: { type: 'boolean' } } });
const rounds = options.quick ? 1 : 7;

try {
  await import('@portcall/metrics');
} catch {
  console.error('The packages are not built: npm run build');
  process.exit(1);
}

const onProgress = (text) => console.error(text);
const recording = measureRecording({ rounds, onProgress });
const tracing = measureTracing({ rounds, onProgress });
const observing = measureObserving({ rounds, onProgress });
const importing = measureImporting({ rounds: options.quick ? 7 : 21, onProgress });
const modules = modulesOfNode();
const sdkModules = modules.filter((path) => /@opentelemetry\/(sdk-|exporter-|otlp-)/.test(path));

const [{ model }] = cpus();
const machine = {
  cpu: model.trim(),
  cores: cpus().length,
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
};
const floors = floorsOf({ recording, tracing, observing, importing, sdkModules });
const results = {
  machine,
  rounds,
  recording,
  tracing,
  observing,
  importing,
  modules: modules.map(fromPackage),
  floors,
};

console.log(render(results));
if (!options.quick) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const name = `node${process.versions.node.split('.')[0]}.json`;
  writeFileSync(new URL(name, folder), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL('README.md', folder), render(results));
}
if (options.check && floors.some(({ holds }) => !holds)) process.exitCode = 1;

/** A path that says the same on every machine. */
function fromPackage(path) {
  return path.split(/.*\/(?:node_modules|packages)\//).at(-1);
}
