import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@portcall/real-parts';
import { asCommonJs, asEsm, isAsShown, programsOf } from './readme-programs.js';

/*
 * What users get: the tarballs, installed in a project of their own that knows nothing of this repository. Its programs
 * lie in tools/consumers.
 */

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
}

interface Tarball {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const root = join(__dirname, '..');
const packages = readdirSync(join(root, 'packages'))
  .map((folder) => json<Manifest>(join(root, 'packages', folder, 'package.json')))
  .filter((manifest) => manifest.private !== true);

describe('the packed packages', () => {
  let project: string;
  let tarballs: readonly Tarball[];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'tools/build.mjs')]);
    project = mkdtempSync(join(tmpdir(), 'portcall-pack-'));
    tarballs = JSON.parse(await run(root, 'npm', ['pack', '--json', '--pack-destination', project, ...workspaces()]));
    writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }');
    await run(project, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...dependencies(tarballs)]);
    cpSync(join(root, 'tools/consumers'), project, { recursive: true });
  }, 120_000);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('hold what was built, a licence, and no sources or tests', () => {
    for (const { files } of tarballs) {
      const paths = files.map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/LICENSE']));
      expect(paths.includes('dist/index.mjs')).toBe(!paths.includes('dist/main.mjs'));
      expect(
        paths.filter((path) => !/^(bin\/|dist\/|package\.json$|README\.md$)/.test(path) || /test/.test(path)),
      ).toEqual([]);
    }
  });

  it('give the same names to import and to require', async () => {
    const names = packages.filter(({ exports }) => '.' in exports).map(({ name }) => name);
    const list = `.then((all) => console.log(JSON.stringify(all.map((one) => Object.keys(one).sort()))))`;
    const imported = await node(
      '--input-type=module',
      '-e',
      `Promise.all(${JSON.stringify(names)}.map((name) => import(name)))${list}`,
    );
    const required = await node('-e', `Promise.resolve(${JSON.stringify(names)}.map((name) => require(name)))${list}`);
    expect(required).toBe(imported);
    expect(JSON.parse(imported)).toHaveLength(names.length);
  });

  it('have a program that runs as npx runs it', async () => {
    expect(await run(project, 'npx', ['--no-install', 'portcall', '--version'])).toBe('0.1.0');
  });

  const records = [
    '2 1',
    'shop_orders_total{result="ok",otel_scope_name="shop"} 1',
    'shop_orders_total{result="failed",otel_scope_name="shop"} 3',
    'heard from the other copy',
    'two copies',
  ].join('\n');

  it('record and show metrics in an ESM program', async () => expect(await node('consumer.mjs')).toBe(records));

  it('record and show metrics in a CommonJS program', async () => expect(await node('consumer.cjs')).toBe(records));

  describe.each([
    ['--import', 'hooked.mjs'],
    ['--import', 'hooked.cjs'],
    ['--require', 'hooked.mjs'],
    ['--require', 'hooked.cjs'],
  ])('node %s @portcall/node/register %s', (flag, program) => {
    it('registers before the program, and once, whichever copy is asked again', async () => {
      const env = { OTEL_METRICS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' };
      expect(await nodeWith(env, flag, '@portcall/node/register', program)).toBe('on\nregister.twice');
    });

    it('stays off with OTEL_SDK_DISABLED', async () => {
      const env = { OTEL_SDK_DISABLED: 'true' };
      expect(await nodeWith(env, flag, '@portcall/node/register', program)).toBe('off\nregister.twice');
    });
  });

  it.each([
    ['ESM under nodenext', 'typed.mts', 'nodenext', 'nodenext'],
    ['CommonJS under nodenext', 'typed.cts', 'nodenext', 'nodenext'],
    ['CommonJS under bundler', 'typed.ts', 'commonjs', 'bundler'],
  ])(
    'have types for %s, their own declarations checked',
    async (_, file, module, moduleResolution) => {
      cpSync(join(project, 'consumer.mts'), join(project, file));
      const tsconfig = join(project, `tsconfig.${file}.json`);
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        types: ['node'],
        lib: ['es2022'],
      };
      const checked = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
      writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { ...compilerOptions, ...checked }, files: [file] }));
      expect(await node(join(root, 'node_modules/typescript/bin/tsc'), '-p', tsconfig)).toBe('');
    },
    60_000,
  );

  describe.each(programsOf(readFileSync(join(root, 'README.md'), 'utf8')))(
    'run the program on line $line of README.md, which prints what is shown,',
    (program) => {
      it.each([
        ['ESM', 'mjs', asEsm],
        ['CommonJS', 'cjs', asCommonJs],
      ])('in %s', async (_, extension, written) => {
        const file = `readme-${program.line}.${extension}`;
        writeFileSync(join(project, file), written(program));
        const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()) };
        const { stdout, stderr } = await execute(project, process.execPath, [file], env);
        expect(stderr).toBe('');
        expect(isAsShown(stdout, program.printed) ? program.printed : stdout).toBe(program.printed);
      });
    },
  );

  const node = (...args: string[]) => nodeWith({}, ...args);
  const nodeWith = (env: object, ...args: string[]) => run(project, process.execPath, args, env);
});

function workspaces(): string[] {
  return packages.flatMap(({ name }) => ['--workspace', name]);
}

/** The tarballs, and what an application brings along itself. */
function dependencies(tarballs: readonly Tarball[]): string[] {
  const { devDependencies } = json<{ devDependencies: Record<string, string> }>(join(root, 'package.json'));
  const own = ['@opentelemetry/api', '@types/node'].map((name) => `${name}@${devDependencies[name]!}`);
  return [...tarballs.map(({ filename }) => `./${filename}`), ...own];
}

/** Runs a command and gives what it prints; fails with all it said. */
async function run(cwd: string, command: string, args: readonly string[], env: object = {}): Promise<string> {
  return (await execute(cwd, command, args, env)).stdout.trim();
}

async function execute(cwd: string, command: string, args: readonly string[], env: object) {
  try {
    return await promisify(execFile)(command, args, { cwd, env: { ...CLEAN, ...env }, timeout: 100_000 });
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error([message, stdout, stderr].join('\n'));
  }
}

/** The machine's own settings of telemetry stay out. */
const CLEAN = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !variable.startsWith('OTEL_')));

function json<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
