import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '@portcall/real-parts';
import { SpoolFixture } from '../spool-fixture.js';

interface Window {
  /** In use after a garbage collection. */
  readonly bytes: number;
  readonly rss: number;
  readonly files: number;
  readonly descriptors: number;
}

/** `npm run soak` goes all the way, which is minutes. */
const RUNS = process.env['PORTCALL_SOAK'] === 'whole' ? 5_000_000 : 100_000;
/** Caches that fill, code that is compiled. */
const SLACK_BYTES = 4_000_000;

(existsSync('/proc/self/fd') ? describe : describe.skip)('a spool that is written, read and emptied', () => {
  const fixture = new SpoolFixture();
  let windows: readonly Window[];
  let left: readonly string[];

  beforeAll(async () => {
    const program = join(__dirname, 'spool.mjs');
    const { code, stdout, stderr } = await runNode(program, {
      nodeArgs: ['--expose-gc'],
      args: [fixture.dir, String(RUNS)],
      timeoutMs: 30 * 60_000,
    }).exit;
    if (code !== 0 || stderr !== '') throw new Error(`it ended with ${code}: ${stderr}`);
    ({ windows, left } = JSON.parse(stdout) as { windows: Window[]; left: string[] });
  }, 31 * 60_000);

  afterAll(() => fixture.close());

  it('keeps no memory', () => {
    const bytes = windows.slice(5).map((window) => window.bytes);
    expect(Math.max(...bytes) - Math.min(...bytes)).toBeLessThan(SLACK_BYTES);
    expect(Math.max(...windows.map(({ rss }) => rss))).toBeLessThan(128 * 1_024 * 1_024);
  });

  it('keeps no file open, and few on disk', () => {
    const descriptors = windows.map((window) => window.descriptors);
    expect(Math.max(...descriptors) - Math.min(...descriptors)).toBeLessThanOrEqual(2);
    expect(Math.max(...windows.map(({ files }) => files))).toBeLessThan(12);
  });

  it('leaves nothing at its end', () => expect(left).toEqual(['traces']));
});
