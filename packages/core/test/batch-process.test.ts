import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Exit, runProgram } from '@portcall/real-parts';

const root = join(__dirname, '../../..');

beforeAll(() => void execFileSync(process.execPath, [join(root, 'tools/build.mjs')]), 120_000);

/** Runs a module on the built package, in a process of its own. */
function run(source: string): Promise<Exit> {
  const module = `
    import { batch, channel, Receiver } from '@portcall/core';
    import { setTimeout as sleep } from 'node:timers/promises';
    const numbers = channel();
    const receiver = new Receiver(numbers);
    ${source}`;
  const args = ['--input-type=module', '--eval', module];
  return runProgram(process.execPath, { args, cwd: __dirname, timeoutMs: 20_000 }).exit;
}

describe('a process', () => {
  it('that ends by itself sends the batch that is being collected first', async () => {
    const { stdout, code, timedOut } = await run(`
      batch(receiver, { maxSize: 100, everyMs: 50 }, async (items) => { await sleep(20); console.log(items.join()); });
      numbers.offer(1);
      setTimeout(() => numbers.offer(2), 10);
    `);
    expect({ stdout: stdout.trim(), code, timedOut }).toEqual({ stdout: '1,2', code: 0, timedOut: false });
  });

  it('ends at once while nothing is pending', async () => {
    const { stdout, code, durationMs } = await run(`
      batch(receiver, { maxSize: 2, everyMs: 15_000 }, (items) => console.log(items.join()));
      numbers.offer(1);
      numbers.offer(2);
    `);
    expect({ stdout: stdout.trim(), code }).toEqual({ stdout: '1,2', code: 0 });
    expect(durationMs).toBeLessThan(10_000);
  });
});
