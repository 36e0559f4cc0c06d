import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, promtool } from '@portcall/real-parts';
import { parse } from 'yaml';
import { portcall } from './run-doctor.js';

/** Where Portcall's packages are installed. */
const PACKAGES = join(__dirname, '..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(PACKAGES, '.portcall-catalogs-'));
  mkdirSync(join(folder, 'metrics'));
  writeFileSync(
    join(folder, 'metrics/catalog.ts'),
    `import { defineCatalog, slo, sum } from '@portcall/metrics';
    import { failed, orders, placed } from './counters.js';
    const catalog = defineCatalog({
      scope: 'shop',
      metrics: { orders, placed, failed },
      relations: [sum('orders', ['placed', 'failed'])],
      slos: [slo({ name: 'placed', description: 'Orders are placed.', objective: 0.99, good: 'placed', total: 'orders' })],
    });
    export { catalog, catalog as default, catalog as again };`,
  );
  writeFileSync(
    join(folder, 'metrics/counters.ts'),
    `import { counter } from '@portcall/metrics';
    const of = (name: string) => counter({ name, description: 'Orders.' });
    export const [orders, placed, failed] = [of('orders'), of('placed'), of('failed')];`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => portcall(args, { cwd: folder });

it('writes rules of a catalog in TypeScript, which it exports three times, to the terminal', async () => {
  const { code, stdout, stderr } = await run('rules', 'metrics/catalog.ts');
  expect([code, stderr]).toEqual([0, '']);
  const { groups } = parse(stdout) as { groups: readonly { name: string }[] };
  expect(groups.map(({ name }) => name)).toEqual([
    ...['shop.recording', 'shop.relations', 'shop.slo.placed', 'shop.slo.placed.budget'],
  ]);
});

it('writes rules and their tests into a folder, and says where', async () => {
  const { code, stdout } = await run('rules', './metrics/catalog.ts', '--out', 'deploy/rules', '--tests');
  expect([code, stdout]).toEqual([0, 'deploy/rules/shop.rules.yml\ndeploy/rules/shop.rules.test.yml\n']);
  expect(readdirSync(join(folder, 'deploy/rules')).sort()).toEqual(['shop.rules.test.yml', 'shop.rules.yml']);
});

describeWith('promtool', 'the tests it has written', () => {
  it('are passed by its rules', async () => {
    await run('rules', 'metrics/catalog.ts', '--out', '.', '--tests', '--for', '1h', '--runbook', 'https://wiki/#');
    expect(readFileSync(join(folder, 'shop.rules.yml'), 'utf8')).toContain(
      'runbook_url: https://wiki/#ShopOrdersSumBroken',
    );
    const { code, stdout } = await promtool(['test', 'rules', 'shop.rules.test.yml'], '', { cwd: folder });
    expect([code, stdout]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

it('writes them as JSON, by the names and labels of the back end', async () => {
  const { stdout } = await run(
    'rules',
    'metrics/catalog.ts',
    '--json',
    '--profile',
    'collector',
    '--path',
    'underscore',
  );
  const [scope] = JSON.parse(stdout) as readonly { scope: string; file: string; rules: object }[];
  expect(scope).toMatchObject({ scope: 'shop', file: 'shop.rules.yml' });
  expect(JSON.stringify(scope)).toContain('sum by (exported_job) (rate(shop_orders[5m]))');
});

it('writes a dashboard to the terminal, and into a folder', async () => {
  const shown = await run('dashboard', 'metrics/catalog.ts', '--service-label', 'app');
  expect(JSON.parse(shown.stdout)).toMatchObject({ title: 'shop', uid: 'portcall-shop' });
  expect(shown.stdout).toContain('app=~');
  const { stdout } = await run('dashboard', 'metrics/catalog.ts', '--out', 'dashboards');
  expect(stdout).toBe('dashboards/shop.dashboard.json\n');
  expect(existsSync(join(folder, 'dashboards/shop.dashboard.json'))).toBe(true);
  const array = JSON.parse((await run('dashboard', 'metrics/catalog.ts', '--json')).stdout) as readonly object[];
  expect(array).toHaveLength(1);
});

describe('what cannot be written is said', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'fails.mjs'), `throw new Error('no database');`);
    writeFileSync(join(folder, 'other.mjs'), 'export const answer = 42;');
    writeFileSync(join(folder, 'empty.mjs'), '');
    writeFileSync(
      join(folder, 'refused.mjs'),
      `throw Object.assign(new Error('shop_wait: the unit "s" is not in the name, which ends in "wait"; write name: "wait_seconds"'), { name: 'DefinitionError' });`,
    );
  });

  it.each<[readonly string[], number, string]>([
    [['rules', 'missing.ts'], 3, '"missing.ts": no such module was found; give a path from the current folder'],
    [['rules', 'fails.mjs'], 3, '"fails.mjs": loading it failed (Error: no database); run it with node to see where'],
    [
      ['rules', 'refused.mjs'],
      3,
      '"refused.mjs": shop_wait: the unit "s" is not in the name, which ends in "wait"; write name',
    ],
    [['dashboard', 'other.mjs'], 3, '"other.mjs": it exports "answer", and none of that is a catalog'],
    [['dashboard', 'empty.mjs'], 3, '"empty.mjs": it exports nothing by name, and none of that is a catalog'],
    [['rules'], 2, "missing required argument 'module'"],
    [
      ['rules', 'metrics/catalog.ts', '--for', 'soon'],
      2,
      '--for: "soon" is not a duration; give seconds, minutes or hours',
    ],
    [['rules', 'metrics/catalog.ts', '--profile', 'graphite'], 2, 'Allowed choices are prometheus3, collector'],
    [
      ['rules', 'metrics/catalog.ts', '--json', '--out', 'a'],
      2,
      "'--json' cannot be used with option '--out <folder>'",
    ],
    [['rules', 'metrics/catalog.ts', '--out', 'empty.mjs/a'], 3, '--out "empty.mjs/a": writing there failed'],
  ])('portcall %j ends with %d', async (args, code, message) => {
    const { code: ended, stdout, stderr } = await run(...args);
    expect({ ended, stdout }).toEqual({ ended: code, stdout: '' });
    expect(stderr).toContain(message);
  });
});
