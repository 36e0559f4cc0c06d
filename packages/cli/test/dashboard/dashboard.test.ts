import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counter, defineCatalog, type Unit } from '@portcall/metrics';
import { notificationCatalog } from '@portcall/ports';
import { describeWith, promtool } from '@portcall/real-parts';
import Ajv from 'ajv';
import { type ClassicDashboard, grafanaDashboard } from '../../src/dashboard/grafana-dashboard.js';
import { grafanaRateUnit, grafanaUnit } from '../../src/dashboard/grafana-unit.js';
import { plannedDashboards } from '../../src/dashboard/plan-dashboard.js';
import { BACKENDS, DEFAULT_BACKEND, PATHS, type QueriedBackend } from '../../src/queries/backend.js';
import { rulesOf } from '../../src/rules/rule-files.js';
import { catalogs } from '../rules/promising-catalogs.js';
import { queriesOf } from './queries-of.js';

const schema = JSON.parse(readFileSync(join(__dirname, 'dashboard.schema.json'), 'utf8')) as object;
const validate = new Ajv({ extendRefs: true }).compile(schema);

const plain = (dashboard: ClassicDashboard): ClassicDashboard =>
  JSON.parse(JSON.stringify(dashboard)) as ClassicDashboard;
const dashboards = (backend: QueriedBackend = DEFAULT_BACKEND): readonly ClassicDashboard[] =>
  plannedDashboards(catalogs, backend).map((plan) => plain(grafanaDashboard(plan)));

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly exemplar?: boolean; readonly legendFormat?: string }[];
}

const panelsOf = ({ panels = [] }: ClassicDashboard): readonly Panel[] => panels as unknown as readonly Panel[];

describe('a dashboard', () => {
  it('fits what Grafana says of dashboards, for every catalog', () => {
    const wrong = dashboards().flatMap((dashboard) => (validate(dashboard) === true ? [] : [validate.errors]));
    expect(wrong).toEqual([]);
    expect(validate({ ...dashboards()[0], panels: [{ type: 1 }] })).toBe(false);
  });

  it('has every metric, and nothing over the edge or over another', () => {
    for (const dashboard of dashboards()) {
      const places = panelsOf(dashboard).map(({ gridPos }) => gridPos);
      const cells = places.flatMap(({ x, y, w, h }) =>
        Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(places.filter(({ x, w }) => x + w > 24)).toEqual([]);
    }
    const asked = dashboards()
      .flatMap((dashboard) => queriesOf(dashboard))
      .join('\n');
    for (const { name } of catalogs.flatMap(({ metrics }) => Object.values(metrics))) {
      expect(asked).toContain(name.replaceAll('.', '_'));
    }
  });

  it('has what the notification port is to be seen by', () => {
    const [only] = plannedDashboards([notificationCatalog()], DEFAULT_BACKEND);
    const shown = panelsOf(plain(grafanaDashboard(only!))).flatMap(({ type, title, fieldConfig, targets = [] }) =>
      targets.map(({ expr }) => `${type} · ${title} · ${fieldConfig?.defaults.unit} · ${expr}`),
    );
    const attempts = 'rate(notification_delivery_attempts_total{job=~"$job"}[$__rate_interval])';
    const share = (part: string): string =>
      `timeseries · Delivery ${part} as a share of delivery attempts, over time · percentunit · (sum(rate(notification_delivery_${part}_total{job=~"$job"}[$__rate_interval])) or 0 * sum(${attempts})) / sum(${attempts})`;
    const quantile = (of: number): string =>
      `timeseries · Delivery duration: P50, P95, P99 and mean · s · histogram_quantile(${of}, sum by (le) (rate(notification_delivery_duration_seconds_bucket{job=~"$job"}[$__rate_interval])))`;
    expect(shown).toEqual(
      expect.arrayContaining([
        share('successes'),
        share('failures'),
        `timeseries · Delivery attempts · cps · sum (${attempts})`,
        ...[0.5, 0.95, 0.99].map(quantile),
        'stat · Active tasks: now · short · sum(notification_active_tasks{job=~"$job"})',
      ]),
    );
    expect(shown.filter((line) => line.startsWith('stat · Delivery successes as a share'))).toHaveLength(1);
    expect(shown.filter((line) => line.startsWith('heatmap · Delivery duration: all values · s'))).toHaveLength(1);
  });

  it('shows exemplars of histograms, and offers attributes to choose from', () => {
    const chat = dashboards().find(({ title }) => title === 'mini_chat')!;
    const exemplars = panelsOf(chat).filter(({ targets = [] }) => targets.some(({ exemplar }) => exemplar));
    expect(exemplars.length).toBeGreaterThan(10);
    const variables = JSON.parse(JSON.stringify(chat.templating.list)) as readonly Record<string, unknown>[];
    const [source, service, provider] = variables;
    expect(source).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    expect(service).toMatchObject({ name: 'job', type: 'query', includeAll: true, multi: true, allValue: '.*' });
    expect(provider).toMatchObject({
      type: 'query',
      query: { query: 'label_values(mini_chat_stream_started_total, provider)' },
    });
    expect(variables.find(({ name }) => name === 'stage')).toMatchObject({
      type: 'custom',
      query: 'before_first_token,mid_stream,after_done',
    });
  });

  it('has a row for what belongs together', () => {
    const chat = dashboards().find(({ title }) => title === 'mini_chat')!;
    const rows = panelsOf(chat).filter(({ type }) => type === 'row');
    expect(rows.map(({ title }) => title)).toEqual([
      ...['Stream', 'Ttft', 'Turn', 'Quota', 'Cancel', 'Attachment', 'Cleanup', 'Orphan', 'Thread', 'Others'],
    ]);
  });
});

describeWith('promtool-3', 'every query of every dashboard', () => {
  it.each(PATHS)('is PromQL by the names of the path %s', async (path) => {
    const queries = dashboards({ ...DEFAULT_BACKEND, path }).flatMap((dashboard) => queriesOf(dashboard));
    expect(queries.length).toBeGreaterThan(200);
    const rules = queries.map((expr, at) => ({ record: `query_${at}`, expr }));
    const { code, stderr } = await promtool(
      ['check', 'rules', '--lint=none'],
      JSON.stringify({ groups: [{ name: 'queries', rules }] }),
      { part: 'promtool-3' },
    );
    expect([code, stderr]).toEqual([0, '']);
  });
});

it('asks where it is told to', () => {
  const queries = dashboards(BACKENDS.collector).flatMap((dashboard) => queriesOf(dashboard, 'shop'));
  expect(queries.every((query) => query.includes('exported_job=~"shop"'))).toBe(true);
});

it.each<[Unit, string, string]>([
  ['s', 's', 'percentunit'],
  ['{ms}', 'ms', 'short'],
  ['By', 'bytes', 'binBps'],
  ['By/{request}', 'bytes', 'binBps'],
  ['{request}', 'short', 'reqps'],
  ['{token}', 'short', 'cps'],
  ['', 'short', 'cps'],
  ['1', 'percentunit', 'cps'],
  ['Cel', 'celsius', 'short'],
])('shows %j as %s, and so much per second as %s', (unit, level, rate) => {
  expect([grafanaUnit(unit), grafanaRateUnit(unit)]).toEqual([level, rate]);
});

it('is one row where there are few metrics', () => {
  const few = defineCatalog({
    scope: 'few',
    metrics: {
      a: counter({ name: 'apples', description: 'Apples.' }),
      b: counter({ name: 'pears', description: 'Pears.' }),
    },
  });
  const [plan] = plannedDashboards([few], DEFAULT_BACKEND);
  expect(plan?.rows.map(({ title, panels }) => [title, panels.map((panel) => panel.title)])).toEqual([
    ['few', ['Apples', 'Pears']],
  ]);
});

it('leaves out what another metric has replaced', () => {
  const changed = defineCatalog({
    scope: 'changed',
    metrics: {
      old: counter({ name: 'apples', description: 'Apples.', deprecated: { replacedBy: 'now', until: '2999-01-01' } }),
      now: counter({ name: 'fruits', description: 'Fruits.' }),
    },
  });
  const [plan] = plannedDashboards([changed], DEFAULT_BACKEND);
  expect(JSON.stringify(plan)).toContain('changed_fruits_total');
  expect(JSON.stringify(plan)).not.toContain('apples');
  const [scope] = rulesOf([changed], { ...DEFAULT_BACKEND, for: '5m', runbook: undefined });
  expect(JSON.stringify(scope?.rules)).not.toContain('apples');
});
