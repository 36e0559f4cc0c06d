// Which Node the programs run on: this one, or another major version that npm brings.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CACHE, installedOnce } from './cache.mjs';
import { npm } from './npm.mjs';

/** @returns {{ path: string, version: string }} */
export function nodeOf(major, onProgress) {
  const path = major === undefined || isThis(major) ? process.execPath : installed(major, onProgress);
  return { path, version: execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim() };
}

function isThis(major) {
  return process.versions.node.split('.')[0] === major;
}

/** @throws Error for what is no major version, and where npm has no Node for this platform */
function installed(major, onProgress) {
  if (!/^\d+$/.test(major)) throw new Error(`--node: "${major}" is not a major version of Node; give one like 24`);
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(CACHE, `${name}-${major}`);
  installedOnce(folder, onProgress, (into) => npm(into, ['install', '--prefix', into, `${name}@${major}`]));
  return join(folder, 'node_modules', name, 'bin', 'node');
}
