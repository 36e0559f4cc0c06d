// Where the applications run: folders with node_modules of their own, outside of this repository. Portcall's holds the packed
// packages, as an application gets them; the other one what the lock file of the benches' peers says.
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

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PEERS = join(ROOT, 'bench/peers');

/** @returns {Record<'portcall' | 'opentelemetry', string>} folders that go with this process */
export function homesOf(onProgress) {
  const home = mkdtempSync(join(tmpdir(), 'portcall-faults-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  return {
    portcall: portcallHome(join(home, 'portcall'), onProgress),
    opentelemetry: peersHome(join(home, 'peers'), onProgress),
  };
}

function portcallHome(home, onProgress) {
  onProgress('packing');
  mkdirSync(home);
  execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const workspaces = publishedPackages().flatMap((name) => ['--workspace', name]);
  npm(ROOT, ['pack', '--pack-destination', home, ...workspaces]);
  const tarballs = readdirSync(home).map((file) => `./${file}`);
  writeFileSync(join(home, 'package.json'), '{ "name": "consumer", "private": true }');
  const api = `@opentelemetry/api@${json(join(ROOT, 'package.json')).devDependencies['@opentelemetry/api']}`;
  npm(home, ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs, api]);
  return withApplication(home);
}

/** What is installed once stays in the cache, where the benches look for it too. */
function peersHome(home, onProgress) {
  const lock = readFileSync(join(PEERS, 'package-lock.json'));
  const kept = join(cacheFolder(), `peers-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  if (!existsSync(kept)) {
    onProgress(`installing ${kept}`);
    const unfinished = `${kept}.unfinished-${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(PEERS, file), join(unfinished, file));
    npm(unfinished, ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
    renameSync(unfinished, kept);
  }
  mkdirSync(home);
  cpSync(join(kept, 'node_modules'), join(home, 'node_modules'), { recursive: true });
  return withApplication(home);
}

function cacheFolder() {
  const { PORTCALL_BENCH: chosen, XDG_CACHE_HOME: cache } = process.env;
  return chosen || join(cache || join(homedir(), '.cache'), 'portcall', 'bench');
}

/** It imports by name, so it lies where the names are found. */
function withApplication(home) {
  cpSync(join(ROOT, 'faults/application'), join(home, 'application'), { recursive: true });
  return join(home, 'application');
}

function npm(cwd, args) {
  execFileSync('npm', ['--silent', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function publishedPackages() {
  return readdirSync(join(ROOT, 'packages'))
    .map((folder) => json(join(ROOT, 'packages', folder, 'package.json')))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name);
}

function json(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
