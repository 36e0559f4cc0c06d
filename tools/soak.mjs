import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root, toolEnv } from './prepare.mjs';

// The long runs whole: what an application does for days, five minutes of whatever can happen to an outbox, and a fleet behind
// Collectors. `npm test` runs a part of the way.

install();
build();
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    'packages/node/test/soak',
    'packages/outbox/test/soak',
    'packages/outbox/test/chaos',
    'packages/node/test/deploy/fleet',
    '--verbose',
  ],
  { cwd: root, env: { ...toolEnv(), PORTCALL_SOAK: 'whole' }, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
