// node runtimes/opentelemetry-3/run.mjs COMMAND ARGUMENTS...
//
// Runs a tool of this repository on this checkout with the 3.x line of OpenTelemetry, under Node 24: that line needs 22.15.
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { lockedHome } from '../../shipped/locked-home.mjs';
import { ROOT } from '../../shipped/packed-home.mjs';
import { checkoutWith } from './checkout.mjs';

const told = (line) => console.error(line);
const [, , command, ...args] = process.argv;
const node = join(lockedHome(join(ROOT, 'runtimes/others'), told), 'node_modules/node24/bin/node');
const cwd = checkoutWith(lockedHome(import.meta.dirname, told));
const { status } = spawnSync(command, args, {
  cwd,
  stdio: 'inherit',
  env: { ...process.env, PATH: [dirname(node), join(cwd, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
});
process.exitCode = status ?? 1;
