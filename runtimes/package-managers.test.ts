import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeOther, installed } from './home.js';
import { delivered, expectShop } from './shop.js';

const home = installed();
afterAll(() => home.remove());

/** What the application imports; everything else comes with it. */
const IMPORTED = ['@portcall/exporters', '@portcall/metrics', '@portcall/node', '@portcall/otel', '@portcall/trace'];

const tarballs = Object.fromEntries(
  readdirSync(join(home.folder, 'packed')).map((file) => {
    const name = file.replace(/^portcall-/, '').replace(/-\d.*$/, '');
    return [`@portcall/${name}`, `file:${join(home.folder, 'packed', file)}`];
  }),
);

/** A project that has these packages and nothing else, in the words of each package manager. */
function project(name: string, api: string): string {
  const folder = join(home.folder, `${name}-${api}`);
  mkdirSync(folder);
  const imported = Object.fromEntries(IMPORTED.map((one) => [one, tarballs[one]!]));
  const manifest = {
    name: 'consumer',
    private: true,
    dependencies: { ...imported, '@opentelemetry/api': api },
    overrides: Object.fromEntries(Object.entries(tarballs).filter(([one]) => !IMPORTED.includes(one))),
    pnpm: { overrides: tarballs },
    resolutions: tarballs,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'yarn.lock'), ''); // a project of its own, whatever lies above it
  for (const file of ['shop.mjs', 'shop.cjs', 'hooked.mjs']) cpSync(join(home.folder, file), join(folder, file));
  return folder;
}

async function install(cwd: string, program: string, args: readonly string[]): Promise<void> {
  // Yarn refuses to write its lock file on a machine that says it is for CI.
  const env = { ...process.env, YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' };
  await promisify(execFile)(program, args, { cwd, env, timeout: 120_000 });
}

describe.each(['1.9.1', '1.10.0'])('with version %s of the API', (api) => {
  it('npm installs them without a complaint about peers, and they run', async () => {
    const cwd = project('npm', api);
    await install(cwd, 'npm', ['install', '--strict-peer-deps', '--prefer-offline', '--no-audit', '--no-fund']);
    expectShop(await delivered({ program: process.execPath, args: ['shop.mjs'], cwd }));
  }, 180_000);

  describeOther(home, 'pnpm/bin/pnpm.cjs', 'pnpm', (pnpm) => {
    it('installs them without a complaint about peers, and they run', async () => {
      const cwd = project('pnpm', api);
      await install(cwd, process.execPath, [pnpm, 'install', '--strict-peer-dependencies', '--prefer-offline']);
      expectShop(await delivered({ program: process.execPath, args: ['shop.cjs'], cwd }));
    }, 180_000);
  });

  describeOther(home, '@yarnpkg/cli-dist/bin/yarn.js', "Yarn's Plug'n'Play", (yarn) => {
    it.each(['shop.mjs', 'shop.cjs'])(
      'finds everything for %s',
      async (file) => {
        const cwd = project(`yarn-${file}`, api);
        await install(cwd, process.execPath, [yarn, 'install']);
        expectShop(await delivered({ program: process.execPath, args: [yarn, 'node', file], cwd }));
      },
      180_000,
    );
  });
});
