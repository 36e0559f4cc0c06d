import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedRuntime, type DatabaseServer, describeWith, startPostgres, startRedis } from '@portcall/real-parts';
import { bundled } from './bundled.js';
import { expectSeen } from './expect-seen.js';
import { type Databases, RunningShop } from './running-shop.js';

const EXAMPLE = join(__dirname, '..');
const ROOT = join(EXAMPLE, '../..');
const NODE = ['--import', '@portcall/node/register'];
const BUN = ['--preload', '@portcall/node/register'];

describeWith('postgres', 'the shop, in which nobody has written a line of telemetry', () => {
  describeWith('redis-server', 'with @portcall/node/register alone', () => {
    const servers: DatabaseServer[] = [];
    const folders: string[] = [];
    let databases: Databases;
    beforeAll(async () => {
      servers.push(await startPostgres(), await startRedis());
      databases = { DATABASE_URL: servers[0]!.url, REDIS_URL: servers[1]!.url };
    }, 60_000);
    afterAll(async () => {
      for (const one of servers) await one.stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });

    const expectSeenWhole = async (program: string, args: readonly string[], cwd = EXAMPLE): Promise<void> => {
      await using shop = await RunningShop.start({ program, args, cwd, databases });
      await expectSeen(shop);
    };

    const node24 = cachedRuntime('node24');
    it.each([
      ['this Node', process.execPath] as const,
      ...(node24 === undefined ? [] : [['Node 24', node24] as const]),
    ])(
      'is seen whole on %s: requests by their routes, operations in them, jobs, a model, and log lines',
      (_, program) => expectSeenWhole(program, [...NODE, 'dist/main.mjs']),
      90_000,
    );

    it('is seen whole where esbuild has made one file of it', async () => {
      const folder = mkdtempSync(join(EXAMPLE, 'bundle-'));
      folders.push(folder);
      const outfile = join(folder, 'main.mjs');
      await bundled(outfile);
      await expectSeenWhole(process.execPath, [...NODE, outfile]);
    }, 90_000);

    const bun = cachedRuntime('bun');
    (bun === undefined ? describe.skip : describe)('on Bun, away from this repository', () => {
      let home = '';
      beforeAll(() => {
        home = installed();
        folders.push(home);
      }, 120_000);

      it('is seen whole, with everything that it imports', () => {
        cpSync(join(EXAMPLE, 'dist/main.mjs'), join(home, 'shop.mjs'));
        return expectSeenWhole(bun!, [...BUN, 'shop.mjs'], home);
      }, 90_000);

      it('is seen whole where esbuild has made one file of it', async () => {
        await bundled(join(home, 'bundled/shop.mjs'));
        await expectSeenWhole(bun!, [...BUN, 'bundled/shop.mjs'], home);
      }, 90_000);
    });
  });
});

/** The packed packages in a folder of their own, and what the shop imports beside them. Bun takes the sources for ours elsewhere. */
function installed(): string {
  const home = mkdtempSync(join(tmpdir(), 'portcall-storefront-'));
  execFileSync(process.execPath, [join(ROOT, 'runtimes/prepare.mjs'), home, 'others'], { stdio: 'ignore' });
  linkMissing(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  return home;
}

function linkMissing(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const there = new Set(readdirSync(to));
  for (const name of readdirSync(from)) {
    if (name === '@portcall' || name.startsWith('.')) continue;
    if (!there.has(name)) symlinkSync(join(from, name), join(to, name));
    else if (name.startsWith('@')) linkMissing(join(from, name), join(to, name));
  }
}
