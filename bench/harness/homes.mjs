// Where the programs of the bench run: where the packed packages are installed, and where those are that they are compared with.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockedHome } from '../../shipped/locked-home.mjs';
import { goingFolder, packedHome, ROOT } from '../../shipped/packed-home.mjs';
import { placeStorefront } from '../requests/shop.mjs';

const BENCH = join(ROOT, 'bench');

/** The packages of a checkout, as an application gets them, in a folder that goes with this process. */
export function ourHome(root, onProgress) {
  return withPrograms(packedHome(root, goingFolder(), onProgress));
}

/** Who is compared with, as the lock file beside them says; undefined where that cannot be installed. */
export function peersHome(onProgress) {
  try {
    return withPrograms(lockedHome(join(BENCH, 'peers'), onProgress));
  } catch (error) {
    onProgress(`the peers could not be installed and are left out: ${error.message}`);
    return undefined;
  }
}

/** What the storefront runs with, and whom it is compared with; undefined where that cannot be installed. */
export function shopHome(onProgress) {
  try {
    const home = withPrograms(lockedHome(join(BENCH, 'requests/application'), onProgress));
    placeStorefront(home);
    return home;
  } catch (error) {
    onProgress(`what the storefront runs with could not be installed, and it is left out: ${error.message}`);
    return undefined;
  }
}

/** The programs import by name, so they lie where the names are found. */
function withPrograms(home) {
  const programs = join(home, 'bench');
  rmSync(programs, { recursive: true, force: true });
  const isProgram = (path) => !/[\\/](results|node_modules)$|\.json$/.test(path);
  cpSync(BENCH, programs, { recursive: true, filter: isProgram });
  return home;
}
