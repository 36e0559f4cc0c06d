import { type Project, projectOf } from './project.js';

const CATALOGS = `
  import { counter, defineCatalog, histogram, oneOf, text } from '@portcall/metrics';
  import { described } from './described.js';

  export const shop = defineCatalog({
    scope: 'shop',
    metrics: {
      orders: counter({ name: 'orders', ...described, attributes: { country: text(), kind: oneOf('book', 'film') } }),
      wait: histogram({ name: 'wait_milliseconds', unit: 'ms', ...described, boundaries: [10.5, 100.5] }),
    },
  });
  export { shop as again };
  export const limit = 5;
`;

const REFUSED = `
  import { defineCatalog, gauge, text } from '@portcall/metrics';
  export default defineCatalog({
    scope: 'stock',
    metrics: {
      wait: gauge({ name: 'wait', unit: 's', description: 'Waiting.', attributes: { Op: text() } }),
      size: gauge({ name: 'size', unit: 'MB', description: 'Size.' }),
    },
  });
`;

const FILES = {
  'catalogs.ts': CATALOGS,
  'described.ts': "export const described: { readonly description: string } = { description: 'What is counted.' };",
  'refused.mjs': REFUSED,
  'colliding.mjs': `
    import { defineCatalog, histogram } from '@portcall/metrics';
    export const other = defineCatalog({
      scope: 'other', prefix: '', metrics: { orders: histogram({ name: 'shop_orders_total_seconds', unit: 's', description: 'x' }) },
    });
    export const shop = defineCatalog({
      scope: 'copy', prefix: 'shop', naming: 'otel', metrics: { orders: histogram({ name: 'orders', description: 'x', boundaries: [0.5] }) },
    });
    import { gauge } from '@portcall/metrics';
    export const third = defineCatalog({
      scope: 'third', prefix: 'shop', metrics: { orders: gauge({ name: 'orders', description: 'x' }) },
    });
  `,
  'broken.mjs': "throw new TypeError('out of order');",
  'empty.mjs': 'export const size = 5;',
  'node_modules/@acme/catalogs/package.json': '{ "name": "@acme/catalogs", "type": "module", "exports": "./index.js" }',
  'node_modules/@acme/catalogs/index.js': `
    import { counter, defineCatalog } from '@portcall/metrics';
    export const acme = defineCatalog({ scope: 'acme', metrics: { calls: counter({ name: 'calls', description: 'Calls.' }) } });
  `,
};

let project: Project;
beforeAll(() => {
  project = projectOf(FILES);
});
afterAll(() => project[Symbol.dispose]());

it('finds what may be better in a module of TypeScript, each catalog once', async () => {
  const { code, stdout, stderr } = await project.run('lint', 'catalogs.ts');
  expect(stderr).toBe('');
  expect(stdout).toBe(
    [
      'note: catalogs.ts: shop_orders: any value may come for "country", and each combination of them comes 2 times; past 2000 series it is recorded as _other; use oneOf(…) where the values are known [series-unbounded]',
      'warning: catalogs.ts: shop_wait_milliseconds: unit "ms" is not a base unit of Prometheus, in which dashboards and alerts calculate; record in seconds and declare unit "s" [unit-non-base]',
      '0 errors, 1 warning, 1 note in 2 metrics of 1 catalog',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
});

it('says of a catalog that is refused all that is wrong, and no stack', async () => {
  const { code, stdout, stderr } = await project.run('lint', './refused.mjs');
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'error: ./refused.mjs: stock_wait: attribute "Op" is not snake_case; write attribute "op" for "Op" and name: "wait_seconds" [label-charset]',
    expect.stringMatching(/^error: \.\/refused\.mjs: stock_wait: OTLP paths add seconds .* \[unit-missing-in-name\]$/),
    expect.stringMatching(/^error: \.\/refused\.mjs: stock_size: unit "MB" is not a code .* \[unit-unknown-code\]$/),
    '3 errors, 0 warnings, 0 notes in 0 metrics of 0 catalogs',
    '',
  ]);
  expect(code).toBe(1);
});

it('says what to rename, old and new', async () => {
  const { code, stdout } = await project.run('lint', './refused.mjs', '--fix-report');
  expect(stdout).toBe(
    [
      'stock_wait -> stock_wait_seconds',
      'stock_wait: attribute Op -> op',
      'stock_size -> stock_size_megabytes',
      'stock_size: unit -> "MBy"',
      '',
    ].join('\n'),
  );
  expect(code).toBe(1);
  const exact = await project.run('lint', 'catalogs.ts', '--profile', 'exact', '--fix-report');
  expect(exact.stdout).toBe('shop_orders -> shop_orders_total\n');
});

it('holds a package to a back end and a budget', async () => {
  const { code, stdout } = await project.run(
    'lint',
    '@acme/catalogs',
    'catalogs.ts',
    '--profile',
    'mimir',
    '--max-series',
    '1',
  );
  expect(stdout).toContain(
    'acme_calls: it is acme_calls_total at the endpoint of this process and acme_calls in Mimir',
  );
  expect(stdout).toContain('its closed sets make 2 series (kind 2) and 1 are allowed');
  expect(stdout).toMatch(/^1 error, 3 warnings, 1 note in 3 metrics of 2 catalogs$/m);
  expect(code).toBe(1);
});

it('finds catalogs of several modules that cannot be used together', async () => {
  const { code, stdout } = await project.run('lint', 'catalogs.ts', 'colliding.mjs');
  expect(stdout).toContain(
    'error: colliding.mjs: shop_orders: shop.orders writes the Prometheus name shop_orders too, as a histogram of the catalog copy; exporters drop one of them; rename one of them, or give its catalog another prefix [type-conflict-across-scopes]',
  );
  expect(code).toBe(1);
});

it('gives programs the findings as JSON', async () => {
  const { stdout } = await project.run('lint', 'catalogs.ts', '--json');
  const { catalogs, findings } = JSON.parse(stdout);
  expect(catalogs).toEqual([{ module: 'catalogs.ts', exported: 'again', scope: 'shop', naming: 'suffix' }]);
  expect(findings[1]).toMatchObject({
    id: 'unit-non-base',
    level: 'warn',
    scope: 'shop',
    metric: 'shop_wait_milliseconds',
    module: 'catalogs.ts',
  });
});

it('gives code hosts the findings as SARIF', async () => {
  const { stdout, code } = await project.run('lint', 'refused.mjs', 'catalogs.ts', '--sarif');
  expect(code).toBe(1);
  const log = JSON.parse(stdout);
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'portcall lint' } } }] });
  const [{ tool, results }] = log.runs;
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  expect(results[0]).toMatchObject({
    ruleId: 'label-charset',
    level: 'error',
    message: { text: expect.stringContaining('stock_wait: attribute "Op"') },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'refused.mjs', uriBaseId: 'ROOT' } } }],
  });
  expect(results.map(({ level }: { level: string }) => level)).toEqual(['error', 'error', 'error', 'note', 'warning']);
});

it.each([
  [['lint'], 2, "portcall: missing required argument 'module'; see portcall --help\n"],
  [
    ['lint', 'catalogs.ts', '--max-series', '0'],
    2,
    'portcall: --max-series: 0 is not a positive whole number; give the number of series that a metric may have',
  ],
  [
    ['lint', 'catalogs.ts', '--profile', 'datadog'],
    2,
    'Allowed choices are suffix, exact, otel, prometheus3, collector',
  ],
  [['lint', 'missing.ts'], 3, 'portcall: "missing.ts": no such module was found; give a path from the current folder'],
  [
    ['lint', 'broken.mjs'],
    3,
    'portcall: "broken.mjs": loading it failed (TypeError: out of order); run it with node to see',
  ],
  [
    ['lint', 'empty.mjs'],
    3,
    'portcall: "empty.mjs": it exports "size", and none of that is a catalog; export what defineCatalog() gives',
  ],
])('says what was wrong with the call, %#', async (args, code, message) => {
  const exit = await project.run(...args);
  expect(exit.stderr).toContain(message);
  expect(exit.code).toBe(code);
  expect(exit.stdout).toBe('');
});
