// What it costs to import a package: the time of a fresh process that does nothing else, less that of one that does nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, atMostPart, numberOf } from '../harness/floor.mjs';
import { outputOf } from '../harness/rounds.mjs';
import { table } from '../harness/table.mjs';

const OTEL = 'OpenTelemetry, its SDK and exporters';
const NOTHING = 'nothing';
const LOADED = 'modules of the SDK and its exporters';

/** Each is a module, also the empty one, so that starting Node's module loader is in no difference. */
const PROGRAMS = {
  [NOTHING]: { home: 'ours', packages: [] },
  '@portcall/metrics': { home: 'ours', packages: ['@portcall/metrics'] },
  '@portcall/node': { home: 'ours', packages: ['@portcall/node'] },
  '@portcall/node, otlp() and prometheus() registered': {
    home: 'ours',
    packages: ['@portcall/node', '@portcall/exporters'],
    program: `
      const { registerInstrumentation } = await import('@portcall/node');
      const { otlp, prometheus } = await import('@portcall/exporters');
      await registerInstrumentation({ serviceName: 'bench', exporters: [otlp(), prometheus({ port: 0 })] }).ready;
      process.exit();`,
  },
  [OTEL]: {
    home: 'peers',
    packages: [
      '@opentelemetry/api',
      '@opentelemetry/context-async-hooks',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-metrics',
      '@opentelemetry/sdk-trace-base',
      '@opentelemetry/exporter-metrics-otlp-proto',
      '@opentelemetry/exporter-trace-otlp-proto',
      '@opentelemetry/exporter-prometheus',
    ],
  },
  'prom-client': { home: 'peers', packages: ['prom-client'] },
};

const timed = Object.entries(PROGRAMS).map(([peer, { home, packages, program = '' }]) => {
  const code = `${packages.map((name) => `import '${name}';`).join(' ')}${program}`;
  return { task: 'import', peer, home, times: 3, measure: (place) => ({ ms: processTime(place, code) }) };
});

export const importing = {
  rows: [...timed, { task: LOADED, peer: '@portcall/node', home: 'ours', measure: sdkModules, mostRounds: 1 }],

  floors(found) {
    const part = (name, least) =>
      atMostPart(
        `import of ${name}, against OpenTelemetry's SDK and exporters`,
        msOf(found, name),
        msOf(found, OTEL),
        least,
      );
    return [
      part('@portcall/node', 4),
      part('@portcall/metrics', 12),
      atMost(
        'modules of the SDK and its exporters that the import of @portcall/node loads',
        numberOf(found, LOADED, '@portcall/node', 'modules'),
        0,
        'modules',
      ),
    ];
  },

  report: (found) => `## Milliseconds to import

Of a fresh process, less those of one that imports nothing.

${table(
  ['', 'ms'],
  Object.keys(PROGRAMS)
    .filter((name) => name !== NOTHING)
    .map((name) => [name, msOf(found, name).toFixed(1)]),
)}`,
};

function msOf(found, name) {
  return numberOf(found, 'import', name, 'ms') - numberOf(found, 'import', NOTHING, 'ms');
}

function processTime(place, code) {
  const startedAt = performance.now();
  outputOf(place, ['--input-type=module', '-e', code]);
  return performance.now() - startedAt;
}

/** Of every module outside of Node that `import '@portcall/node'` loads, ESM and CommonJS. */
function sdkModules(place) {
  const directory = mkdtempSync(join(tmpdir(), 'modules-'));
  const list = join(directory, 'modules');
  const listing = join(place.home, 'bench/importing/list-modules.mjs');
  const env = { ...place.env, MODULE_LIST: list };
  try {
    outputOf({ ...place, env }, ['--import', listing, '--input-type=module', '-e', "import '@portcall/node'"]);
    const paths = [...new Set(readFileSync(list, 'utf8').split('\n'))];
    return { modules: paths.filter((path) => /@opentelemetry\/(sdk-|exporter-|otlp-)/.test(path)).length };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
