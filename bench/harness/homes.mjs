// Where the programs of the bench run: folders with node_modules of their own, outside of this repository, so that nothing is
// found there but what was installed. Ours holds the packed packages, as an application gets them; the other one holds
// who is compared with.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BENCH = join(ROOT, 'bench');

const { PORTCALL_BENCH: chosen, XDG_CACHE_HOME: cache } = process.env;

/** What outlives this checkout. */
export const CACHE = chosen || join(cache || join(homedir(), '.cache'), 'portcall', 'bench');

/**
 * Builds and packs the packages of a checkout and installs them, with what an application brings along itself.
 * @returns {string} the folder, which goes with this process
 */
export function ourHome(root, onProgress) {
  onProgress(`packing ${root}`);
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const home = mkdtempSync(join(tmpdir(), 'portcall-bench-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  const workspaces = publishedPackages(root).flatMap((name) => ['--workspace', name]);
  npm(root, ['pack', '--pack-destination', home, ...workspaces]);
  const tarballs = readdirSync(home).map((file) => `./${file}`);
  writeFileSync(join(home, 'package.json'), '{ "name": "consumer", "private": true }');
  const api = `@opentelemetry/api@${json(join(root, 'package.json')).devDependencies['@opentelemetry/api']}`;
  npm(home, ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs, api]);
  return withPrograms(home);
}

/** Who is compared with, as the lock file beside them says; undefined where that cannot be installed. */
export function peersHome(onProgress) {
  const lock = readFileSync(join(BENCH, 'peers/package-lock.json'));
  const home = join(CACHE, `peers-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  try {
    installedOnce(home, onProgress, (folder) => {
      for (const file of ['package.json', 'package-lock.json']) cpSync(join(BENCH, 'peers', file), join(folder, file));
      npm(folder, ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
    });
    return withPrograms(home);
  } catch (error) {
    onProgress(`the peers could not be installed and are left out: ${error.message}`);
    return undefined;
  }
}

/** Under another name first, so that an installation that was interrupted is not taken for one. */
export function installedOnce(folder, onProgress, install) {
  if (existsSync(folder)) return;
  onProgress(`installing ${folder}`);
  const unfinished = `${folder}.unfinished-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    install(unfinished);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

export function npm(cwd, args) {
  execFileSync('npm', ['--silent', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** The programs import by name, so they lie where the names are found. */
function withPrograms(home) {
  const programs = join(home, 'bench');
  rmSync(programs, { recursive: true, force: true });
  const isProgram = (path) => !/[\\/](results|node_modules)$|\.json$/.test(path);
  cpSync(BENCH, programs, { recursive: true, filter: isProgram });
  return home;
}

function publishedPackages(root) {
  return readdirSync(join(root, 'packages'))
    .map((folder) => json(join(root, 'packages', folder, 'package.json')))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name);
}

function json(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
