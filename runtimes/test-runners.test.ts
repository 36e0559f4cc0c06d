import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeOther, installed } from './home.js';

const home = installed();
afterAll(() => home.remove());

const text = readFileSync(join(home.folder, 'shop.test.cjs'), 'utf8');

/** @returns what the runner said on both streams */
async function run(program: string, args: readonly string[]): Promise<string> {
  // A runner within a runner: the outer one is nobody's business.
  const { JEST_WORKER_ID: _, NODE_ENV: __, ...env } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], { cwd: home.folder, env });
  return stdout + stderr;
}

describeOther(home, 'jest/bin/jest.js', 'Jest, as it comes', (jest) => {
  it("runs an application's own tests", async () => {
    const said = await run(jest, ['--rootDir', home.folder, '--testMatch', '**/shop.test.cjs', '--haste', '{}']);
    expect(said).toMatch(/Tests: +2 passed, 2 total/);
    expect(said).not.toMatch(/did not exit|portcall:/);
  }, 60_000);
});

describeOther(home, 'vitest/vitest.mjs', 'Vitest, as it comes', (vitest) => {
  it("runs an application's own tests", async () => {
    const imported = text.replace(/^const \{([^}]*)\} = require\(([^)]*)\);$/gm, 'import {$1} from $2;');
    const runner = join(home.others!, 'vitest/dist/index.js');
    writeFileSync(
      join(home.folder, 'shop.test.mjs'),
      `import { expect, test } from ${JSON.stringify(runner)};\n${imported}`,
    );
    const said = await run(vitest, ['run', '--root', home.folder, 'shop.test.mjs']);
    expect(said).toMatch(/Tests .*2 passed/);
    expect(said).not.toMatch(/portcall:/);
  }, 60_000);
});
