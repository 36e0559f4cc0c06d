import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '@portcall/real-parts';

const directory = mkdtempSync(join(tmpdir(), 'child-'));
afterAll(() => rmSync(directory, { recursive: true }));

function script(text: string): string {
  const path = join(directory, `${Math.random()}.mjs`);
  writeFileSync(path, text);
  return path;
}

describe('a child', () => {
  it('says how it ended and what it said', async () => {
    const text = "console.log(process.env.GREETING); console.error('oh'); process.exitCode = 3;";
    const exit = await runNode(script(text), { env: { GREETING: 'hello' } }).exit;
    expect(exit).toMatchObject({ code: 3, signal: null, timedOut: false, stdout: 'hello\n', stderr: 'oh\n' });
  });

  it('is waited for until it says a line', async () => {
    await using child = runNode(
      script("setTimeout(() => console.log('ready on 80'), 50); setInterval(() => {}, 1000);"),
    );
    expect(await child.waitForLine(/ready/)).toBe('ready on 80');
    expect((await child.kill('SIGTERM')).signal).toBe('SIGTERM');
  });

  it('is not waited for in vain', async () => {
    const child = runNode(script("console.log('bye')"));
    await expect(child.waitForLine(/ready/)).rejects.toThrow(/the child ended before .*it said:\nbye/s);
  });

  it('does not outlive its time', async () => {
    const exit = await runNode(script('setInterval(() => {}, 1000)'), { timeoutMs: 200 }).exit;
    expect(exit).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true });
  });
});
