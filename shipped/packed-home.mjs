// A folder with node_modules of its own, outside of this repository, so that nothing is found there but what was installed:
// the packed packages, as an application gets them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anew, npm } from './npm.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds and packs the packages of a checkout and installs them, with what an application brings along itself.
 * @param {string} home where to
 * @param {string[]} also further packages, for npm
 * @returns {string} home
 */
export function packedHome(root, home, onProgress, also = []) {
  mkdirSync(home, { recursive: true });
  const tarballs = packed(root, join(home, 'packed'), onProgress);
  writeFileSync(join(home, 'package.json'), '{ "name": "consumer", "private": true }');
  npm(home, [...anew, ...tarballs, apiOf(root), ...also]);
  return home;
}

/**
 * Builds and packs the packages of a checkout.
 * @returns {string[]} the tarballs, in `folder`
 */
function packed(root, folder, onProgress) {
  onProgress(`packing ${root}`);
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(folder, { recursive: true });
  const workspaces = publishedPackages(root).flatMap((name) => ['--workspace', name]);
  npm(root, ['pack', '--pack-destination', folder, ...workspaces]);
  return readdirSync(folder).map((file) => join(folder, file));
}

/** The version of OpenTelemetry's API that a checkout is tested with. */
function apiOf(root) {
  return `@opentelemetry/api@${json(join(root, 'package.json')).devDependencies['@opentelemetry/api']}`;
}

/** A folder that goes with this process. */
export function goingFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-home-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
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
