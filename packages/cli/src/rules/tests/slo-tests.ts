import type { Catalog, Slo } from '@portcall/metrics';
import { boundSpellings } from '../../queries/bucket-bound.js';
import { type BurnAlert, burnAlerts } from '../burn-rates.js';
import type { AlertOptions } from '../relation-alerts.js';
import type { AlertRule } from '../rule.js';
import { burnAlertName, sloGroups } from '../slo-rules.js';
import { fires, staysSilent } from './expected-alert.js';
import type { AlertTest, RuleTest } from './rule-test.js';
import { type SloSeries, sloSeries } from './slo-series.js';
import { processLabels } from './test-series.js';

/** Events per minute: enough for any budget to be whole numbers of them. */
const EVENTS = 1_000_000;

/** For each objective: when its alerts fire, and when they stay silent. */
export function sloTests(catalog: Catalog, options: AlertOptions): readonly RuleTest[] {
  const rules = sloGroups(catalog, options).flatMap((group) => group.rules);
  return catalog.slos.flatMap((slo) => {
    const series = sloSeries(slo, catalog, options);
    const alerts = burnAlerts(slo).flatMap((burn) => {
      const name = burnAlertName(slo, catalog, burn);
      const rule = rules.find((one): one is AlertRule => 'alert' in one && one.alert === name);
      return rule === undefined ? [] : [{ burn, rule }];
    });
    return series === undefined || alerts.length === 0 ? [] : casesOf(slo, series, alerts, options);
  });
}

interface Alert {
  readonly burn: BurnAlert;
  readonly rule: AlertRule;
}

function casesOf(slo: Slo, series: SloSeries, alerts: readonly Alert[], options: AlertOptions): readonly RuleTest[] {
  const { [options.service]: service = '' } = processLabels(options);
  const firing =
    (at: string, value: number) =>
    ({ rule }: Alert): AlertTest =>
      fires(rule, at, { [options.service]: service }, value);
  const silent =
    (at: string) =>
    ({ rule }: Alert): AlertTest =>
      staysSilent(rule, at);
  const test = (
    name: string,
    bad: Parameters<SloSeries>[0],
    alert_rule_test: readonly AlertTest[],
    le?: string,
  ): RuleTest => ({
    name: `${slo.name} ${name}`,
    interval: '1m',
    input_series: series(bad, le),
    alert_rule_test,
  });
  const budget = Math.round(EVENTS * (1 - slo.objective));
  const calm = spellingsOf(slo).map((le) =>
    test(
      `is silent while half of its budget burns${le === undefined ? '' : `, its bucket written ${le}`}`,
      [[EVENTS, budget / 2, 20]],
      alerts.map(silent('15m')),
      le,
    ),
  );
  return [
    test('fires when everything is bad', [[EVENTS, EVENTS, 20]], alerts.map(firing('15m', 1))),
    ...calm,
    test('is silent where nothing happens', [[0, 0, 20]], alerts.map(silent('15m'))),
    ...slowBurn(slo, alerts).map((burning) =>
      test(
        'fires without paging while it burns slowly',
        [[EVENTS, Math.round(burning * EVENTS), 20]],
        [
          ...alerts.filter(({ burn }) => burn.severity === 'page').map(silent('15m')),
          ...alerts.filter(({ burn }) => burn.severity === 'ticket').map(firing('15m', burning)),
        ],
      ),
    ),
    ...alerts
      .filter(({ burn }) => burn.severity === 'page')
      .map((page) =>
        test(
          'pages nobody once it is over',
          [
            [EVENTS, EVENTS, 30],
            [EVENTS, 0, 70],
          ],
          [firing('30m', 1)(page), silent('1h40m')(page)],
        ),
      ),
  ];
}

/** Only where buckets are counted does it matter how their bounds are written. */
function spellingsOf(slo: Slo): readonly (string | undefined)[] {
  return slo.kind === 'latency' ? boundSpellings(slo.within) : [undefined];
}

/** A share of bad events that is worth a ticket and no page, where there is one. */
function slowBurn(slo: Slo, alerts: readonly Alert[]): readonly number[] {
  const slowest = (severity: BurnAlert['severity']): number =>
    Math.min(
      ...alerts
        .filter(({ burn }) => burn.severity === severity)
        .flatMap(({ burn }) => burn.windows.map(({ factor }) => factor)),
    );
  const burning = Number((1.5 * slowest('ticket') * (1 - slo.objective)).toPrecision(6));
  return burning < 1 && 1.5 * slowest('ticket') < slowest('page') ? [burning] : [];
}
