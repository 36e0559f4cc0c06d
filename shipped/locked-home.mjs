// What others ship, as a lock file beside this says, installed once.
import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CACHE, installedOnce } from './cache.mjs';
import { asLocked, npm } from './npm.mjs';

/**
 * @param {string} folder has package.json and package-lock.json
 * @returns {string} another folder, whose node_modules are what they say
 * @throws Error where that cannot be installed
 */
export function lockedHome(folder, onProgress) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const name = `${basename(folder)}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
  const home = join(CACHE, name);
  installedOnce(home, onProgress, (into) => {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(folder, file), join(into, file));
    npm(into, asLocked);
  });
  return home;
}
