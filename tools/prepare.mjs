import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What a fresh clone needs before anything can run. Only Node's own modules: there may be no node_modules yet.

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The folder of every package that is published, like `packages/core`. */
export const publicPackages = () => folders('packages').filter((folder) => !manifest(folder).private);

/** Installs what package-lock.json says, unless that has happened since it last changed. */
export function install() {
  if (changed(join(root, 'node_modules/.package-lock.json')) >= changed(join(root, 'package-lock.json'))) return;
  console.log('Installing dependencies: npm ci');
  run('npm', ['ci'], 'inherit');
}

/** Builds the packages and the examples, unless that has happened since a source last changed. */
export function build() {
  if (isBuilt()) return;
  alone(() => {
    if (isBuilt()) return;
    console.log('Building: tsdown');
    run('tsdown', [], 'pipe');
  });
}

/** The environment in which the tools of this repository are commands. */
export const toolEnv = () => ({
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
});

function isBuilt() {
  const config = Math.max(
    ...['tsdown.config.ts', 'tsconfig.base.json', 'tools/one-file.ts'].map((file) => changed(join(root, file))),
  );
  return [...builtPackages(), ...folders('examples')].every((folder) => {
    const sources = Math.max(config, newest(join(root, folder, 'src')), changed(join(root, folder, 'package.json')));
    // The files, not the folder: a build that failed has left a fresh and empty one.
    return ['index.mjs', 'main.mjs'].some((file) => changed(join(root, folder, 'dist', file)) > sources);
  });
}

/** What is published, libraries and programs, and what the examples have in common. */
const builtPackages = () => folders('packages').filter((folder) => isBuiltFrom(manifest(folder)));
const isBuiltFrom = ({ exports, bin }) => JSON.stringify([exports, bin]).includes('./dist/');
const folders = (parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** When a file was last written; 0 for one that is not there. */
const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The last change of anything in a folder, removed files included: those change the folder itself. */
function newest(folder) {
  if (!existsSync(folder)) return 0;
  const inside = readdirSync(folder, { recursive: true }).map((name) => changed(join(folder, name)));
  return Math.max(changed(folder), ...inside);
}

/** Two test files may want a build at the same time, and a build begins by emptying dist. */
function alone(work) {
  const lock = join(root, 'node_modules/.portcall-build');
  const abandonedAfterMs = 60_000;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (Date.now() - changed(lock) > abandonedAfterMs) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function run(command, args, output) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: toolEnv(),
    stdio: ['ignore', output, output],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  const said = [stdout, stderr, error?.message].filter(Boolean).join('\n');
  throw new Error(`${[command, ...args].join(' ')} failed\n${said}`);
}
