import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Project, projectOf } from './project.js';

const CATALOG = `import { counter, defineCatalog, gauge, histogram, integer, oneOf, optional, slo, subset, text, upDownCounter } from '@portcall/metrics';

const waits = {
  wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Time to an answer, once per <request>.', boundaries: [0.1, 1] }),
};

export const shop = defineCatalog({
  scope: 'shop',
  version: '1.2.0',
  metrics: {
    /** What the owner looks at first. */
    orders: counter({
      name: 'orders',
      description: 'Orders placed, once per order.',
      attributes: { currency: oneOf('CHF', 'EUR'), country: text(), code: optional(integer()) },
    }),
    open: upDownCounter({ name: 'open', unit: '{order}', description: 'Orders that are open.' }),
    load: gauge({ name: 'load_ratio', unit: '1', description: 'Load.', aggregate: 'max' }),
    refused: counter({ name: 'refused', description: 'Orders refused.' }),
  },
  relations: [subset('refused', 'orders')],
  slos: [slo({ name: 'accepted', description: 'Orders are taken.', objective: 0.999, bad: 'refused', total: 'orders' })],
});

export default defineCatalog({ scope: 'waiting', naming: 'otel', metrics: waits });
`;

jest.setTimeout(60_000);

let project: Project;
beforeEach(() => {
  project = projectOf({ 'catalog.ts': CATALOG, 'tsconfig.json': '{}' });
});
afterEach(() => project[Symbol.dispose]());

const read = (file: string): string => readFileSync(join(project.folder, file), 'utf8');

it('writes a reference, in the order of names', async () => {
  const { code, stdout, stderr } = await project.run('docs', 'catalog.ts');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`# Metrics

## shop 1.2.0

### \`shop_load_ratio\`

Load.

- \`load\` is the gauge \`shop_load_ratio\`, in \`1\`
- \`shop_load_ratio\`: endpoint of the process, Collector, Prometheus through OTLP; OpenTelemetry's exporter for JavaScript; UTF-8 names with suffixes; Mimir through OTLP; VictoriaMetrics through OTLP, names as they are; VictoriaMetrics with Prometheus names
- one endpoint of many processes shows: max
- series: 1

\`\`\`promql
max(shop_load_ratio)
\`\`\`

### \`shop_open\`

Orders that are open.

- \`open\` is the up-down counter \`shop_open\`, in \`{order}\`
- \`shop_open\`: endpoint of the process, Collector, Prometheus through OTLP; OpenTelemetry's exporter for JavaScript; UTF-8 names with suffixes; Mimir through OTLP; VictoriaMetrics through OTLP, names as they are; VictoriaMetrics with Prometheus names
- series: 1

\`\`\`promql
sum(shop_open)
\`\`\`

### \`shop_orders_total\`

Orders placed, once per order.

- \`orders\` is the counter \`shop_orders\`, without a unit
- \`shop_orders_total\`: endpoint of the process, Collector, Prometheus through OTLP; OpenTelemetry's exporter for JavaScript; UTF-8 names with suffixes; VictoriaMetrics with Prometheus names
- \`shop_orders\`: Mimir through OTLP; VictoriaMetrics through OTLP, names as they are
- series: 2 for each \`country\` and \`code\`

| attribute | always there | values |
|---|---|---|
| \`currency\` | yes | \`CHF\`, \`EUR\` |
| \`country\` | yes | any text |
| \`code\` | no | any integer |

\`\`\`promql
sum by (currency) (rate(shop_orders_total[5m]))
\`\`\`

### \`shop_refused_total\`

Orders refused.

- \`refused\` is the counter \`shop_refused\`, without a unit
- \`shop_refused_total\`: endpoint of the process, Collector, Prometheus through OTLP; OpenTelemetry's exporter for JavaScript; UTF-8 names with suffixes; VictoriaMetrics with Prometheus names
- \`shop_refused\`: Mimir through OTLP; VictoriaMetrics through OTLP, names as they are
- series: 1

\`\`\`promql
sum(rate(shop_refused_total[5m]))
\`\`\`

### Relations

- \`refused ⊆ orders\`

### Objectives

- \`accepted\`: 99.9 % over 30d. Orders are taken.

## waiting

### \`wait_seconds\`

Time to an answer, once per \\<request>.

- \`wait\` is the histogram \`wait_seconds\`, in \`s\`
- \`wait_seconds\`: endpoint of the process, Collector, Prometheus through OTLP; OpenTelemetry's exporter for JavaScript; UTF-8 names with suffixes; Mimir through OTLP; VictoriaMetrics through OTLP, names as they are; VictoriaMetrics with Prometheus names
- boundaries: 0.1, 1
- series: 1

\`\`\`promql
histogram_quantile(0.95, sum by (le) (rate(wait_seconds_bucket[5m])))
\`\`\`
`);
});

it('says in which line a file is stale', async () => {
  await project.run('docs', 'catalog.ts', '--out', 'metrics.md');
  expect((await project.run('docs', 'catalog.ts', '--check', 'metrics.md')).code).toBe(0);
  const changed = projectOf({
    'catalog.ts': CATALOG.replace('Orders refused.', 'Orders turned down.'),
    'metrics.md': read('metrics.md').replaceAll('\n', '\r\n'),
  });
  const { code, stdout } = await changed.run('docs', 'catalog.ts', '--check', 'metrics.md');
  changed[Symbol.dispose]();
  expect(stdout).toBe(
    'metrics.md:51: stale; it is "Orders refused." and should be "Orders turned down."; write it anew with portcall docs catalog.ts --out metrics.md\n',
  );
  expect(code).toBe(1);
});

it('writes what editors show above each metric, beside what its author wrote, and a second time nothing', async () => {
  const first = await project.run('docs', '--jsdoc', 'catalog.ts');
  expect([first.stdout, first.stderr, first.code]).toEqual(['catalog.ts: 5 of 5 metrics of 2 catalogs\n', '', 0]);
  const text = read('catalog.ts');
  expect(text).toContain(`    /**
     * What the owner looks at first.
     *
     * @prometheus \`shop_orders_total\`, counter: Orders placed, once per order.
     * @promql \`sum by (currency) (rate(shop_orders_total[5m]))\`
     */
    orders: counter({`);
  expect(text).toContain(`  /**
   * @prometheus \`wait_seconds\`, histogram in s: Time to an answer, once per <request>.
   * @promql \`histogram_quantile(0.95, sum by (le) (rate(wait_seconds_bucket[5m])))\`
   */
  wait: histogram({`);
  expect((await project.run('docs', '--jsdoc', 'catalog.ts')).code).toBe(0);
  expect(read('catalog.ts')).toBe(text);
  expect((await project.run('docs', '--jsdoc', 'catalog.ts', '--check')).code).toBe(0);
});

it('says where the comments of a source file are stale', async () => {
  const { code, stdout } = await project.run('docs', '--jsdoc', 'catalog.ts', '--check');
  expect(stdout).toMatch(
    /^catalog\.ts:4: stale; it is " {2}wait: histogram\(.*… and should be " {2}\/\*\*"; write it anew with portcall docs --jsdoc catalog\.ts\n$/,
  );
  expect(code).toBe(1);
});

it('has editors show it where a metric of the catalog is used, and where its recorder is', async () => {
  await project.run('docs', '--jsdoc', 'catalog.ts');
  const file = join(project.folder, 'use.ts');
  const text = `import { bind, noop } from '@portcall/metrics';
    import { shop } from './catalog.js';
    shop.metrics.orders;
    bind(shop, noop()).orders.add(1, { currency: 'CHF', country: 'CH' });`;
  expect(shownAt(file, text, text.indexOf('orders;'))).toEqual(['prometheus', 'promql']);
  expect(shownAt(file, text, text.indexOf('orders.add'))).toEqual(['prometheus', 'promql']);
});

it.each([
  [['docs'], 2, 'portcall: docs: no module is given; give those that export catalogs'],
  [['docs', 'catalog.ts', '--check'], 2, 'portcall: docs: --check without a file; give the file that is checked'],
  [['docs', 'catalog.ts', '--check', 'missing.md'], 3, 'portcall: "missing.md": it cannot be read ('],
  [['docs', 'catalog.ts', '--out', 'missing/metrics.md'], 3, 'portcall: "missing/metrics.md": it cannot be written ('],
])('says what was wrong with the call, %#', async (args, code, message) => {
  const exit = await project.run(...args);
  expect(exit.stderr).toContain(message);
  expect(exit.code).toBe(code);
});

/** The tags of what an editor shows at a place in a file. */
function shownAt(file: string, text: string, position: number): readonly string[] {
  const root = join(__dirname, '../../..');
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [file] }, ts.sys, root);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const found = name === file ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
  });
  return service.getQuickInfoAtPosition(file, position)?.tags?.map(({ name }) => name) ?? [];
}
