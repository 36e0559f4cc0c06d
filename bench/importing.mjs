// What it costs to import a package: the time of a fresh process that does nothing else, less that of one that does
// nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, shuffled } from './statistics.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PACKAGES = ['@opentelemetry/api', '@portcall/metrics', '@portcall/otel', '@portcall/node'];
const EMPTY = '';

/** @returns {Record<string, number>} milliseconds by package: medians */
export function measureImporting({ rounds, onProgress }) {
  const found = new Map([EMPTY, ...PACKAGES].map((name) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of shuffled([...found.keys()])) found.get(name).push(processTime(name));
  }
  onProgress(`importing: ${rounds} rounds`);
  const nothing = median(found.get(EMPTY));
  return Object.fromEntries(PACKAGES.map((name) => [name, Math.round((median(found.get(name)) - nothing) * 10) / 10]));
}

/**
 * Every module outside of Node that `import '@portcall/node'` loads, ESM and CommonJS, as `package/path`.
 * @returns {string[]}
 */
export function modulesOfNode() {
  const directory = mkdtempSync(join(tmpdir(), 'modules-'));
  const list = join(directory, 'modules');
  try {
    execFileSync(process.execPath, ['--import', join(HERE, 'list-modules.mjs'), ...moduleThat('@portcall/node')], {
      cwd: HERE,
      env: { ...process.env, MODULE_LIST: list },
    });
    return [...new Set(readFileSync(list, 'utf8').trim().split('\n'))].filter((path) => path !== '').sort();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function processTime(name) {
  const startedAt = performance.now();
  execFileSync(process.execPath, moduleThat(name), { cwd: HERE });
  return performance.now() - startedAt;
}

/** Also the empty one is a module, so that starting Node's module loader is in no difference. */
function moduleThat(name) {
  return ['--input-type=module', '-e', name === EMPTY ? '' : `import '${name}'`];
}
