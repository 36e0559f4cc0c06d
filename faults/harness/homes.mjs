// Where the applications run: folders with node_modules of their own, outside of this repository. Portcall's holds the packed
// packages, as an application gets them; the other one what the lock file of the benches' peers says.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockedHome } from '../../shipped/locked-home.mjs';
import { goingFolder, packedHome, ROOT } from '../../shipped/packed-home.mjs';

/** @returns {Record<'portcall' | 'opentelemetry', string>} folders that go with this process */
export function homesOf(onProgress) {
  const home = goingFolder();
  return {
    portcall: withApplication(packedHome(ROOT, join(home, 'portcall'), onProgress)),
    opentelemetry: withApplication(peersHome(join(home, 'peers'), onProgress)),
  };
}

/** What is installed once stays in the cache, where the benches look for it too. */
function peersHome(home, onProgress) {
  const kept = lockedHome(join(ROOT, 'bench/peers'), onProgress);
  mkdirSync(home);
  cpSync(join(kept, 'node_modules'), join(home, 'node_modules'), { recursive: true });
  return home;
}

/** It imports by name, so it lies where the names are found. */
function withApplication(home) {
  cpSync(join(ROOT, 'faults/application'), join(home, 'application'), { recursive: true });
  return join(home, 'application');
}
