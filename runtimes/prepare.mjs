// node runtimes/prepare.mjs HOME
//
// Installs the packed packages into HOME, as an application does, with the applications that run there, and says where the
// programs of others are: one line of JSON. `others` is missing where they cannot be installed.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockedHome } from '../shipped/locked-home.mjs';
import { packedHome, ROOT } from '../shipped/packed-home.mjs';

const home = packedHome(ROOT, resolve(process.argv[2]), told);
cpSync(join(ROOT, 'runtimes/applications'), home, { recursive: true });
console.log(JSON.stringify({ home, others: others() }));

function others() {
  try {
    return join(lockedHome(join(ROOT, 'runtimes/others'), told), 'node_modules');
  } catch (error) {
    told(`others could not be installed: ${error.message}`);
    return undefined;
  }
}

function told(line) {
  console.error(line);
}
