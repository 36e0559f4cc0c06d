import {
  type AlertmanagerServer,
  type Child,
  describeWith,
  eventually,
  type PrometheusServer,
  startAlertmanager,
  startPrometheus,
} from '@portcall/real-parts';
import type { ClassicDashboard } from '../../src/dashboard/grafana-dashboard.js';
import type { ScopeRules } from '../../src/rules/rule-files.js';
import { yamlText } from '../../src/rules/yaml-text.js';
import { queriesOf } from '../dashboard/queries-of.js';
import { expectData, startApp, written } from './asked.js';

jest.setTimeout(120_000);

const SECONDS = 1_000;
let ruleTexts: readonly string[];
let recorded: readonly string[];
let dashboards: readonly ClassicDashboard[];

beforeAll(async () => {
  const rules = await written<ScopeRules>('rules', '--for', '1s');
  // What is evaluated every five minutes would be seen after up to five minutes.
  const groups = rules.flatMap((scope) => scope.rules.groups).map(({ name, rules: all }) => ({ name, rules: all }));
  ruleTexts = [yamlText({ groups })];
  recorded = [
    ...new Set(groups.flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])))),
  ];
  dashboards = await written<ClassicDashboard>('dashboard');
}, 60_000);

/** What is asked for a service: by the panels of dashboards, and what rules record. */
function queriesFor(service: string): readonly string[] {
  return [
    ...dashboards.flatMap((dashboard) => queriesOf(dashboard, service)),
    ...recorded.map((name) => `{__name__="${name}", job="${service}"}`),
  ];
}

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
      await expectData(server.query, queriesFor('recording'));
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
      await expectData(server.query, queriesFor('app'));
    });
  });
});
