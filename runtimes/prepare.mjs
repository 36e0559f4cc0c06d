// node runtimes/prepare.mjs HOME LOCKED [PACKAGE…]
//
// Installs the packed packages into HOME, as an application does, with the applications that run there and further packages,
// and says where the programs of others are that a lock file in LOCKED names: one line of JSON. `others` is missing where
// they cannot be installed.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockedHome } from '../shipped/locked-home.mjs';
import { packedHome, ROOT } from '../shipped/packed-home.mjs';

const [, , folder, lockedBy, ...also] = process.argv;
const home = packedHome(ROOT, resolve(folder), told, also);
cpSync(join(ROOT, 'runtimes/applications'), home, { recursive: true });
console.log(JSON.stringify({ home, others: others() }));

function others() {
  try {
    return join(lockedHome(join(ROOT, 'runtimes', lockedBy), told), 'node_modules');
  } catch (error) {
    told(`others could not be installed: ${error.message}`);
    return undefined;
  }
}

function told(line) {
  console.error(line);
}
