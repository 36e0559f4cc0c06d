import type { Catalog, Slo } from '@portcall/metrics';
import { daysOf } from '@portcall/metrics/internal';
import type { QueriedBackend } from '../queries/backend.js';
import { equals, selector } from '../queries/selector.js';
import { errorRatio } from '../queries/slo-queries.js';
import { pascalCased } from '../queries/words.js';
import { type BurnAlert, burnAlerts } from './burn-rates.js';
import type { AlertOptions } from './relation-alerts.js';
import type { AlertRule, Labels, RecordingRule, RuleGroup } from './rule.js';

/** Of burn-rate alerts, from short to long. */
const WINDOWS: readonly string[] = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];

/** Groups of every objective that the path can show: the shares of errors, the alerts, and what is left of the budget. */
export function sloGroups(catalog: Catalog, options: AlertOptions): readonly RuleGroup[] {
  return catalog.slos.flatMap((slo) => {
    const ratios = ratioRules(slo, catalog, options);
    const left = budgetRule(slo, catalog, options);
    if (left === undefined) return [];
    const name = `${catalog.scope}.slo.${slo.name}`;
    const alerts = burnAlerts(slo).map((alert) => burnAlertRule(slo, catalog, alert, options));
    return [
      { name, rules: [...ratios, ...alerts] },
      // A long window changes slowly, and is dear to work out.
      { name: `${name}.budget`, interval: '5m', rules: [left] },
    ];
  });
}

/** The alert's name: what burns, and how soon somebody must look. */
export function burnAlertName(slo: Slo, catalog: Catalog, { severity }: BurnAlert): string {
  return `${pascalCased(catalog.scope)}${pascalCased(slo.name)}BudgetBurns${severity === 'page' ? 'Fast' : 'Slowly'}`;
}

function ratioRules(slo: Slo, catalog: Catalog, backend: QueriedBackend): readonly RecordingRule[] {
  const windows = burnAlerts(slo).flatMap((alert) => alert.windows.flatMap(({ long, short }) => [short, long]));
  return [...new Set(windows)]
    .sort((one, other) => WINDOWS.indexOf(one) - WINDOWS.indexOf(other))
    .flatMap((window) => {
      const expr = errorRatio(slo, catalog, backend, window);
      return expr === undefined ? [] : [{ record: ratioName(window), expr, labels: labelsOf(slo, catalog) }];
    });
}

function budgetRule(slo: Slo, catalog: Catalog, backend: QueriedBackend): RecordingRule | undefined {
  const ratio = errorRatio(slo, catalog, backend, slo.window);
  if (ratio === undefined) return undefined;
  const expr = `1 - (\n${ratio}\n) / ${budgetOf(slo)}`;
  return { record: 'slo:error_budget_left:ratio', expr, labels: labelsOf(slo, catalog) };
}

function burnAlertRule(slo: Slo, catalog: Catalog, burn: BurnAlert, options: AlertOptions): AlertRule {
  const alert = burnAlertName(slo, catalog, burn);
  const isAbove = (window: string, factor: number): string => {
    const matchers = Object.entries(labelsOf(slo, catalog)).map(([label, value]) => [label, equals(value)] as const);
    return `${selector(ratioName(window), matchers)} > ${factor} * ${budgetOf(slo)}`;
  };
  const pairs = burn.windows.map(
    ({ long, short, factor }) => `(\n  ${isAbove(long, factor)}\n  and\n  ${isAbove(short, factor)}\n)`,
  );
  return {
    alert,
    expr: pairs.join('\nor\n'),
    labels: { severity: burn.severity, ...labelsOf(slo, catalog) },
    annotations: {
      summary: `${slo.name} of {{ $labels.${options.service} }}: {{ $value | humanizePercentage }} went wrong, and the error budget burns ${burn.severity === 'page' ? 'fast' : 'slowly'}`,
      description: `Promised for ${percentOf(slo.objective)} over ${slo.window}: ${slo.description} ${urgency(slo, burn)}`,
      ...(options.runbook === undefined ? {} : { runbook_url: `${options.runbook}${alert}` }),
    },
  };
}

function urgency(slo: Slo, { severity, windows }: BurnAlert): string {
  const slowest = Math.min(...windows.map(({ factor }) => factor));
  const days = daysOf(slo.window) ?? 0;
  return severity === 'page'
    ? `At this rate the whole error budget is gone within ${Math.max(1, Math.round(days / slowest))} days: look now.`
    : 'At this rate the error budget does not last until its window is over: look in the next days.';
}

/** `99.9 %`. */
function percentOf(share: number): string {
  return `${Number((share * 100).toPrecision(10))} %`;
}

function ratioName(window: string): string {
  return `slo:error_ratio:rate${window}`;
}

/** What may go wrong, as a share. Whatever floats make of it: 0.001 is not 0.0010000000000000009. */
function budgetOf({ objective }: Slo): string {
  return String(Number((1 - objective).toPrecision(12)));
}

function labelsOf(slo: Slo, catalog: Catalog): Labels {
  return { slo: slo.name, scope: catalog.scope };
}
