// npm run runtimes
//
// Installs what others ship and tests run, once, into a folder that outlives this checkout: `$PORTCALL_HOMES`, by default a
// folder in the user's cache. Where that cannot be done, the tests that need it are skipped by name.
import { join } from 'node:path';
import { lockedHome } from '../shipped/locked-home.mjs';
import { ROOT } from '../shipped/packed-home.mjs';

for (const folder of ['others', 'next', 'frameworks', 'estate', 'opentelemetry-3']) {
  console.log(`${folder}: ${lockedHome(join(ROOT, 'runtimes', folder), (line) => console.log(line))}`);
}
