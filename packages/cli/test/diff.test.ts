import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Project, projectOf } from './project.js';

const catalog = (orders: string, others = ''): string => `
  import { counter, defineCatalog, histogram, oneOf, text } from '@portcall/metrics';
  export const shop = defineCatalog({
    scope: 'shop',
    metrics: { orders: counter({ name: 'orders', description: 'Orders.', ${orders} }), ${others} },
  });
`;

let project: Project;
beforeAll(async () => {
  project = projectOf({
    'before.ts': catalog("attributes: { country: text(), kind: oneOf('book') }"),
    'wider.ts': catalog("attributes: { country: text(), kind: oneOf('book', 'film|dvd') }"),
    'breaking.ts': catalog(
      "attributes: { kind: oneOf('book') }",
      "wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Waiting.', boundaries: [0.5, 5] })",
    ),
    'other.json': '{ "version": 7 }',
    'broken.json': '{',
  });
  await project.run('lock', 'before.ts');
});
afterAll(() => project[Symbol.dispose]());

it('locks the state of catalogs, the same at every run', async () => {
  const first = readFileSync(join(project.folder, 'catalog.lock.json'), 'utf8');
  expect(JSON.parse(first)).toEqual({
    version: 1,
    metrics: [
      {
        name: 'shop_orders',
        key: 'orders',
        kind: 'counter',
        unit: '',
        description: 'Orders.',
        scope: 'shop',
        attributes: {
          country: { type: 'text', optional: false },
          kind: { type: 'one_of', values: ['book'], optional: false },
        },
      },
    ],
  });
  const { code, stdout } = await project.run('lock', 'before.ts', '--check');
  expect([code, stdout]).toEqual([0, 'catalog.lock.json is up to date.\n']);
  const stale = await project.run('lock', 'breaking.ts', '--check');
  expect(stale.stdout).toMatch(/^catalog\.lock\.json:\d+: stale; .*; write it anew with portcall lock breaking\.ts\n$/);
  expect(stale.code).toBe(1);
});

it('finds nothing where nothing has changed', async () => {
  const { code, stdout, stderr } = await project.run('diff', 'before.ts');
  expect(stderr).toBe('');
  expect(stdout).toBe(
    'nothing has changed\nseries of one process: 1 -> 1 (+0); times the values of shop_orders_total (country)\n',
  );
  expect(code).toBe(0);
});

it('says what has changed, and ends with 1 where that breaks something', async () => {
  const { code, stdout } = await project.run('diff', 'breaking.ts');
  expect(stdout).toBe(
    [
      'breaking: shop_orders_total: attribute "country" is removed [every path]',
      'fine: shop_wait_seconds: it is added, as a histogram',
      '2 changes, 1 of them breaking',
      'series of one process: 1 -> 6 (+5)',
      '',
    ].join('\n'),
  );
  expect(code).toBe(1);
  const wider = await project.run('diff', 'wider.ts');
  expect(wider.stdout).toMatch(/^fine: shop_orders_total: attribute "kind" has new values "film\|dvd"$/m);
  expect(wider.code).toBe(0);
});

it('gives programs the changes as JSON', async () => {
  const { code, stdout } = await project.run('diff', 'breaking.ts', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    breaking: true,
    changes: [
      { metric: 'shop_orders_total', what: 'attribute-removed' },
      { what: 'added', breaks: [] },
    ],
    series: { before: 1, after: 6, unbounded: {} },
  });
});

it('makes a comment of them', async () => {
  const { stdout } = await project.run('diff', 'wider.ts', '--markdown');
  expect(stdout).toBe(
    [
      '<!-- portcall catalog-diff -->',
      '**Metrics**: 1 change, 0 of them breaking',
      '| metric | change | breaks |\n|---|---|---|\n| `shop_orders_total` | attribute "kind" has new values "film\\|dvd" | no |',
      'series of one process: 1 -> 2 (+1); times the values of shop_orders_total (country)',
    ]
      .join('\n\n')
      .concat('\n'),
  );
});

it.each([
  [
    ['diff', 'before.ts', '--lock', 'missing.json'],
    3,
    'portcall: "missing.json": it cannot be read (ENOENT); write it with portcall lock',
  ],
  [['diff', 'before.ts', '--lock', 'broken.json'], 3, 'portcall: "broken.json": it is not JSON ('],
  [
    ['diff', 'before.ts', '--lock', 'other.json'],
    3,
    'portcall: "other.json": it is not a lock of version 1; write it anew',
  ],
  [['diff', 'before.ts', '--json', '--markdown'], 2, "'--json' cannot be used with option '--markdown'"],
])('says what was wrong with the call, %#', async (args, code, message) => {
  const exit = await project.run(...args);
  expect(exit.stderr).toContain(message);
  expect(exit.code).toBe(code);
});
