import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from './prepare.mjs';

// Writes docs, rules, tests of the rules and dashboards of the project's own catalogs into charts/; with --check it only says
// which of the files there (or in the folder that is named behind it) are not what it would write.

const FOLDERS = ['dashboards', 'docs', 'rules'];
const [option, folder = join(root, 'charts')] = process.argv.slice(2);

build();
if (option === '--check') check(folder);
else write(join(root, 'charts'));

function check(checked) {
  const fresh = mkdtempSync(join(tmpdir(), 'portcall-charts-'));
  try {
    write(fresh);
    const stale = FOLDERS.flatMap((name) =>
      differing(join(fresh, name), join(checked, name)).map((file) => `${name}/${file}`),
    );
    for (const file of stale) console.error(`charts/${file} is stale; write it anew with npm run charts`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** What is there in one of them only, or is not the same. */
function differing(one, other) {
  const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  const names = new Set([one, other].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : [])));
  return [...names].sort().filter((name) => textOf(join(one, name)) !== textOf(join(other, name)));
}

function write(into) {
  for (const name of FOLDERS) rmSync(join(into, name), { recursive: true, force: true });
  portcall('rules', '--tests', '--out', join(into, 'rules'));
  portcall('dashboard', '--out', join(into, 'dashboards'));
  mkdirSync(join(into, 'docs'), { recursive: true });
  portcall('docs', '--out', join(into, 'docs', 'metrics.md'));
}

function portcall(command, ...args) {
  const program = join(root, 'packages/cli/dist/main.mjs');
  const { status, stderr } = spawnSync(process.execPath, [program, command, 'charts/catalogs.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`portcall ${command} failed: ${stderr}`);
}
