import { join } from 'node:path';
import { expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { problems, report } from '@portcall/core';
import { runNode } from '@portcall/real-parts';

failOnProblems();

describe('problems in a test', () => {
  it('may be announced by key or by what they say', () => {
    expectProblems('record.refused jobs', /queue is full/);
    report({ key: 'record.refused jobs', message: 'jobs: refused NaN' });
    report({ key: 'queue', message: 'the queue is full' });
    expect(heardProblems().map(({ key }) => key)).toEqual(['record.refused jobs', 'queue']);
  });

  it('are forgotten before the next one', () => {
    expect([heardProblems(), problems()]).toEqual([[], []]);
  });
});

describe('a test with a problem', () => {
  it('fails, and no other does', async () => {
    const root = join(__dirname, '../../..');
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const args = ['--testMatch', join(__dirname, 'fixtures/problems.ts'), '--silent=false', '--verbose'];
    const { code, stderr } = await runNode(jest, { args, cwd: root, env: { FORCE_COLOR: '0' } }).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(/✕ reports what it has not announced/);
    expect(stderr).toContain('problem nobody expected: surprise: nobody expected this');
    expect(stderr).toMatch(/✕ announces what does not come/);
    expect(stderr).toContain('expected a problem that did not come: never');
    expect(stderr).toMatch(/✓ goes on as if nothing had been/);
    expect(stderr).not.toContain('portcall:');
  });
});
