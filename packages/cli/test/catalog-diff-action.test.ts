import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Project, projectOf } from './project.js';

jest.setTimeout(60_000);

interface Step {
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(readFileSync(join(__dirname, '../../../actions/catalog-diff/action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};
const [compare, comment, fail] = action.runs.steps as [Step, Step, Step];

const catalog = (attributes: string): string => `
  import { counter, defineCatalog, oneOf, text } from '@portcall/metrics';
  export const shop = defineCatalog({
    scope: 'shop', metrics: { orders: counter({ name: 'orders', description: 'Orders.', attributes: ${attributes} }) },
  });
`;

/** Says what it was called with, and answers with the comments that there are as `gh` would, by `--jq`. */
const GH = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const body = args.find((arg) => arg.startsWith('body=@'))?.slice('body=@'.length);
appendFileSync(process.env.CALLS, JSON.stringify({ args, token: process.env.GH_TOKEN, body: body && readFileSync(body, 'utf8') }) + '\\n');
const marker = /startswith\\("(.*)"\\)/.exec(args.join(' '))?.[1];
if (marker) for (const { id, body } of JSON.parse(process.env.COMMENTS)) if (body.startsWith(marker)) console.log(id);
`;

const PROGRAM = join(__dirname, '../bin/portcall.mjs');

/** A script of npm tells every other one which project it belongs to. */
const OUTSIDE_OF_NPM = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

let project: Project;
let folder: string;

beforeEach(async () => {
  project = projectOf({
    'package.json': '{ "name": "shop", "private": true }',
    'catalog.mjs': catalog("{ kind: oneOf('book') }"),
    'bin/gh': GH,
  });
  folder = project.folder;
  for (const name of ['temp', 'origin.git', 'node_modules/.bin']) mkdirSync(join(folder, name), { recursive: true });
  // As npm links it where the package is installed.
  symlinkSync(PROGRAM, join(folder, 'node_modules/.bin/portcall'));
  chmodSync(join(folder, 'bin/gh'), 0o755);
  await project.run('lock', 'catalog.mjs');
});
afterEach(() => project[Symbol.dispose]());

function run(step: Step, env: Readonly<Record<string, string>>) {
  // As GitHub runs \`shell: bash\`.
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...OUTSIDE_OF_NPM,
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      RUNNER_TEMP: join(folder, 'temp'),
      GITHUB_OUTPUT: join(folder, 'temp/output'),
      GITHUB_STEP_SUMMARY: join(folder, 'temp/summary'),
      CALLS: join(folder, 'temp/calls'),
      ...env,
    },
  });
}

const compared = (env: Readonly<Record<string, string>> = {}) =>
  run(compare, { MODULES: 'catalog.mjs', LOCK: 'catalog.lock.json', BASE: '', ...env });

const text = (path: string): string => {
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

const calls = (): readonly { args: readonly string[]; token: string; body?: string }[] =>
  text('temp/calls')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('is a composite action whose every input is described, and whose steps get what comes from outside as variables', () => {
  expect(action.runs.using).toBe('composite');
  for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\.$/);
  for (const { run: script, shell } of action.runs.steps)
    expect([shell, script.includes('${{')]).toEqual(['bash', false]);
});

it('writes what changes, and whether that is breaking', () => {
  writeFileSync(join(folder, 'catalog.mjs'), catalog('{ kind: text() }'));
  const wider = compared();
  expect([wider.stderr, wider.status]).toEqual(['', 0]);
  expect(text('temp/output')).toBe('breaking=false\n');
  expect(text('temp/summary')).toContain('| `shop_orders_total` | attribute "kind" may have any value | no |');
  writeFileSync(join(folder, 'catalog.mjs'), catalog('{}'));
  expect(compared().status).toBe(0);
  expect(text('temp/output')).toBe('breaking=false\nbreaking=true\n');
});

it('fails where the comparison does', () => {
  writeFileSync(join(folder, 'catalog.mjs'), 'throw new Error("out of order")');
  const { status, stderr } = compared();
  expect(status).toBe(3);
  expect(stderr).toContain('out of order');
  expect(text('temp/output')).toBe('');
});

it('compares with the lock of the branch that is merged into, whatever the pull request has written', async () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder, encoding: 'utf8' });
  git('init', '--quiet', '--bare', 'origin.git');
  git('init', '--quiet');
  git('add', 'catalog.mjs', 'catalog.lock.json');
  git('commit', '--quiet', '--message', 'Lock');
  git('remote', 'add', 'origin', join(folder, 'origin.git'));
  git('push', '--quiet', 'origin', 'HEAD:main');
  const BASE = git('rev-parse', 'HEAD').trim();
  writeFileSync(join(folder, 'catalog.mjs'), catalog('{}'));
  await project.run('lock', 'catalog.mjs');
  expect(compared().stdout + text('temp/output')).toBe('breaking=false\n');
  compared({ BASE });
  expect(text('temp/output')).toBe('breaking=false\nbreaking=true\n');
});

it('writes one comment on a pull request, and writes it over', () => {
  writeFileSync(join(folder, 'catalog.mjs'), catalog('{ kind: text() }'));
  compared();
  const env = { GH_TOKEN: 'secret', REPOSITORY: 'acme/shop', NUMBER: '7' };
  const others = [{ id: 3, body: 'Looks good.' }];
  const first = run(comment, { ...env, COMMENTS: JSON.stringify(others) });
  expect([first.stderr, first.status]).toEqual(['', 0]);
  const [asked, posted] = calls();
  expect(asked?.args.slice(0, 3)).toEqual(['api', '--paginate', 'repos/acme/shop/issues/7/comments']);
  expect(posted?.args.slice(0, 5)).toEqual([
    'api',
    '--silent',
    '--method',
    'POST',
    'repos/acme/shop/issues/7/comments',
  ]);
  expect(posted?.token).toBe('secret');
  expect(posted?.body).toMatch(/^<!-- portcall catalog-diff -->\n\n\*\*Metrics\*\*: 1 change, 0 of them breaking\n/);
  expect(posted?.body).toContain('series of one process: 1 -> 1 (+0); times the values of shop_orders_total (kind)');
  run(comment, { ...env, COMMENTS: JSON.stringify([...others, { id: 5, body: posted?.body }]) });
  expect(calls()[3]?.args.slice(0, 5)).toEqual([
    'api',
    '--silent',
    '--method',
    'PATCH',
    'repos/acme/shop/issues/comments/5',
  ]);
});

it('fails the job where that is asked for', () => {
  const { status, stdout } = run(fail, {});
  expect(status).toBe(1);
  expect(stdout).toMatch(/^::error::A change of a metric breaks/);
});
