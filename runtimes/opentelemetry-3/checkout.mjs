// This checkout again, with the packages of OpenTelemetry that package.json here names in place of those it is developed with.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from '../../shipped/packed-home.mjs';

const LEFT_OUT = new Set(['node_modules', '.git']);

/**
 * @param {string} home whose node_modules have the other packages
 * @returns {string} a folder that goes with this process
 */
export function checkoutWith(home) {
  execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(join(tmpdir(), 'portcall-opentelemetry-3-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const filter = (path) => !LEFT_OUT.has(basename(path));
  for (const path of readdirSync(ROOT).filter(filter)) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true, preserveTimestamps: true, filter });
  }
  markBuilt(folder);
  link(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  rmSync(join(folder, 'node_modules/@opentelemetry'), { recursive: true });
  symlinkSync(join(home, 'node_modules/@opentelemetry'), join(folder, 'node_modules/@opentelemetry'));
  linkOwn(folder);
  return folder;
}

/** A folder is as new as its copy, and what is built has to be newer than its sources: a test that wants a build would begin one. */
function markBuilt(folder) {
  const now = new Date();
  const rooms = ['packages', 'examples'].flatMap((parent) =>
    readdirSync(join(folder, parent)).map((name) => join(folder, parent, name, 'dist')),
  );
  for (const dist of rooms.filter((one) => existsSync(one)))
    for (const name of readdirSync(dist)) utimesSync(join(dist, name), now, now);
}

/** What a package has another version of than the others lies in the package. */
function linkOwn(folder) {
  for (const name of readdirSync(join(ROOT, 'packages'))) {
    const own = join('packages', name, 'node_modules');
    if (existsSync(join(ROOT, own))) symlinkSync(join(ROOT, own), join(folder, own));
  }
}

/** What is installed is linked to. The links among it lead to the packages of the checkout that they are in. */
function link(from, to) {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (lstatSync(source).isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else if (name.startsWith('@')) link(source, target);
    else symlinkSync(source, target);
  }
}
