import { join } from 'node:path';
import {
  type AlertmanagerServer,
  type Child,
  describeWith,
  eventually,
  type PrometheusServer,
  runNode,
  startAlertmanager,
  startPrometheus,
} from '@portcall/real-parts';
import type { ClassicDashboard } from '../../src/dashboard/grafana-dashboard.js';
import type { ScopeRules } from '../../src/rules/rule-files.js';
import { yamlText } from '../../src/rules/yaml-text.js';
import { queriesOf } from '../dashboard/queries-of.js';
import { portcall } from '../run-doctor.js';

jest.setTimeout(120_000);

const SECONDS = 1_000;
let ruleTexts: readonly string[];
let recorded: readonly string[];
let dashboards: readonly ClassicDashboard[];

beforeAll(async () => {
  const catalogs = join(__dirname, 'recorded-catalogs.mjs');
  const rules = await written<ScopeRules>('rules', catalogs, '--for', '1s');
  // What is evaluated every five minutes would be seen after up to five minutes.
  const groups = rules.flatMap((scope) => scope.rules.groups).map(({ name, rules: all }) => ({ name, rules: all }));
  ruleTexts = [yamlText({ groups })];
  recorded = [
    ...new Set(groups.flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])))),
  ];
  dashboards = await written<ClassicDashboard>('dashboard', catalogs);
}, 60_000);

async function written<T>(...args: readonly string[]): Promise<readonly T[]> {
  const { stdout, stderr } = await portcall([...args, '--json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly T[];
}

/** What is asked for a service: by the panels of dashboards, and what rules record. */
function queriesFor(service: string): readonly string[] {
  const queries = [
    ...dashboards.flatMap((dashboard) => queriesOf(dashboard, service)),
    ...recorded.map((name) => `{__name__="${name}", job="${service}"}`),
  ];
  expect(queries.length).toBeGreaterThan(300);
  return [...new Set(queries)];
}

/** Every query has data; not all at one moment, for on a busy machine a scrape may come too late. */
async function expectData(server: PrometheusServer, service: string): Promise<void> {
  let missing = queriesFor(service);
  await eventually(
    async () => {
      const answers = await Promise.all(missing.map((query) => server.query(query)));
      missing = missing.filter((_, at) => answers[at]?.length === 0);
      return missing.length === 0;
    },
    { timeoutMs: 60 * SECONDS, everyMs: 500, what: () => `data of ${service} for\n${missing.slice(0, 20).join('\n')}` },
  );
}

const startApp = (env: Readonly<Record<string, string>>): Child =>
  runNode(join(__dirname, 'recording-app.mjs'), {
    env: {
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_TRACES_EXPORTER: 'none',
      ...env,
    },
    timeoutMs: 110 * SECONDS,
  });

const targetOf = async (app: Child): Promise<string> =>
  new URL((JSON.parse(await app.waitForLine(/^\{"scrape"/)) as { scrape: string }).scrape).host;

describeWith('prometheus-3', 'Prometheus 3, scraping and by OTLP', () => {
  let alertmanager: AlertmanagerServer | undefined;
  let server: PrometheusServer;
  let app: Child;

  describeWith('alertmanager', 'with an Alertmanager', () => {
    beforeAll(async () => {
      alertmanager = await startAlertmanager();
      const otlp = await startPrometheus({
        part: 'prometheus-3',
        translation: 'UnderscoreEscapingWithSuffixes',
        rules: ruleTexts,
        alertmanagers: [alertmanager.target],
      });
      server = otlp;
      app = startApp({ RECORDING_BY: 'otlp', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: otlp.otlpMetricsUrl });
    }, 60 * SECONDS);
    afterAll(async () => {
      for (const part of [app, server, alertmanager]) await part?.[Symbol.asyncDispose]();
    }, 30 * SECONDS);

    it('has data for every query and every recorded rule, by OTLP', async () => {
      await expectData(server, 'recording');
    });

    it('tells the webhook of a relation once it is broken, in words, and of no other', async () => {
      const sums = (): readonly string[] =>
        alertmanager!.alerts.map(({ labels }) => labels['alertname']!).filter((name) => /Sum|Subset/.test(name));
      expect(sums()).toEqual([]);
      app.process.kill('SIGUSR2');
      await eventually(() => sums().length > 0, { timeoutMs: 30 * SECONDS, what: 'the alert at the webhook' });
      expect(sums()).toEqual(['NotificationDeliveryAttemptsSumBroken']);
      expect(alertmanager!.alerts.find(({ labels }) => labels['alertname'] === sums()[0])).toMatchObject({
        status: 'firing',
        labels: { severity: 'ticket', scope: 'notification', job: 'recording' },
        annotations: {
          summary:
            'notification of recording: notification_delivery_attempts_total = notification_delivery_successes_total + notification_delivery_failures_total does not hold',
        },
      });
    });
  });
});

describe.each(['prometheus', 'prometheus-3'] as const)('%s that scrapes', (part) => {
  describeWith(part, 'the application', () => {
    it('has data for every query and every recorded rule', async () => {
      await using app = startApp({});
      await using server = await startPrometheus({ part, targets: [await targetOf(app)], rules: ruleTexts });
      await expectData(server, 'app');
    });
  });
});
