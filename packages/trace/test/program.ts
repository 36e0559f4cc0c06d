import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Exit, runProgram } from '@portcall/real-parts';

const root = join(__dirname, '../../..');

/** Builds the packages, so that programs can import them as an app does. Call it in `beforeAll`. */
export function buildPackages(): void {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')]);
}

/** Runs a module on the built packages, in a process of its own. */
export function runModule(source: string, nodeArgs: readonly string[] = []): Promise<Exit> {
  const args = [...nodeArgs, '--input-type=module', '--eval', source];
  return runProgram(process.execPath, { args, cwd: __dirname, timeoutMs: 60_000 }).exit;
}
