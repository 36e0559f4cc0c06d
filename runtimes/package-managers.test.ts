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
function project(name: string, api: string, also: Readonly<Record<string, string>> = {}): string {
  const folder = join(home.folder, `${name}-${api}`);
  mkdirSync(folder);
  const imported = Object.fromEntries(IMPORTED.map((one) => [one, tarballs[one]!]));
  const manifest = {
    name: 'consumer',
    private: true,
    dependencies: { ...imported, '@opentelemetry/api': api, ...also },
    overrides: Object.fromEntries(Object.entries(tarballs).filter(([one]) => !IMPORTED.includes(one))),
    pnpm: { overrides: tarballs },
    resolutions: tarballs,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'yarn.lock'), ''); // a project of its own, whatever lies above it
  for (const file of ['shop.mjs', 'shop.cjs', 'hooked.mjs', 'parts.mts'])
    cpSync(join(home.folder, file), join(folder, file));
  return folder;
}

/** @returns what it said */
async function install(cwd: string, program: string, args: readonly string[]): Promise<string> {
  // Yarn refuses to write its lock file on a machine that says it is for CI.
  const env = { ...process.env, YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' };
  const { stdout } = await promisify(execFile)(program, args, { cwd, env, timeout: 120_000 });
  return stdout;
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

/** What an application brings along of OpenTelemetry itself, for `spanProcessors`, `metricReaders` and all the others. */
const LINES: readonly (readonly [line: string, api: string, version: string, unstable: string])[] = [
  ['2', '1.9.1', '2.12.0', '0.223.0'],
  ['3', '1.10.0', '3.1.0', '0.301.0'],
];

describe.each(LINES)('with parts of OpenTelemetry %s', (line, api, version, unstable) => {
  const parts = {
    '@opentelemetry/core': version,
    '@opentelemetry/instrumentation': unstable,
    '@opentelemetry/sdk-metrics': version,
    '@opentelemetry/sdk-trace': version,
    '@types/node': '20.19.43',
  };

  /** Compiles the application, declarations of everybody included, and runs it. */
  async function expectParts(cwd: string, node: string): Promise<void> {
    const compilerOptions = { module: 'nodenext', target: 'es2022', types: ['node'], strict: true };
    const checked = { exactOptionalPropertyTypes: true, skipLibCheck: false };
    writeFileSync(
      join(cwd, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...checked }, files: ['parts.mts'] }),
    );
    await install(cwd, process.execPath, [join(__dirname, '../node_modules/typescript/bin/tsc'), '-p', cwd]);
    const { code, stdout, stderr } = await delivered({ program: node, args: ['parts.mjs'], cwd });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'own,work own,work own.counted,waited undefined\n',
      stderr: '',
    });
  }

  describeOther(home, 'node24/bin/node', 'an application compiles, without skipLibCheck, and runs', (node) => {
    it('that npm has installed without a complaint about peers', async () => {
      const cwd = project(`npm-parts-${line}`, api, parts);
      await install(cwd, 'npm', ['install', '--strict-peer-deps', '--prefer-offline', '--no-audit', '--no-fund']);
      await expectParts(cwd, node);
    }, 240_000);
  });

  describeOther(home, 'pnpm/bin/pnpm.cjs', 'pnpm', (pnpm) => {
    it('installs them without a complaint about peers', async () => {
      const cwd = project(`pnpm-parts-${line}`, api, parts);
      await install(cwd, process.execPath, [pnpm, 'install', '--strict-peer-dependencies', '--prefer-offline']);
    }, 240_000);
  });

  describeOther(home, '@yarnpkg/cli-dist/bin/yarn.js', 'Yarn', (yarn) => {
    it('says nothing about peers that are missing or do not fit', async () => {
      const cwd = project(`yarn-parts-${line}`, api, parts);
      const said = await install(cwd, process.execPath, [yarn, 'install']);
      expect(said.split('\n').filter((one) => /YN0002|YN0060|YN0086/.test(one))).toEqual([]);
    }, 240_000);
  });
});
