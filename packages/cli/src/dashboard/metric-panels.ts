import type { GaugeAggregate } from '@portcall/metrics';
import type { QueriedBackend } from '../queries/backend.js';
import type { MetricQueries } from '../queries/metric-queries.js';
import { labelList, type Matcher } from '../queries/selector.js';
import { badMatcher } from '../rules/recording-rules.js';
import { grafanaRateUnit, grafanaUnit } from './grafana-unit.js';
import type { PanelPlan, TargetPlan } from './plan.js';

/** Grafana's own window, which is never shorter than four scrapes. */
const RATE = '$__rate_interval';
const QUANTILES = [0.5, 0.95, 0.99] as const;
const MOST_LABELS = 2;

/** What a metric is drawn with. */
export interface Drawn {
  readonly metric: MetricQueries;
  readonly title: string;
  readonly backend: QueriedBackend;
}

/** The panels of one metric, by its kind. */
export function metricPanels(drawn: Drawn): readonly PanelPlan[] {
  switch (drawn.metric.definition.kind) {
    case 'counter':
      return [ratePanel(drawn), ...wrongPanel(drawn)];
    case 'histogram':
      return [quantilesPanel(drawn), heatmapPanel(drawn), howOftenPanel(drawn), ...wrongPanel(drawn)];
    case 'upDownCounter':
      return [...(drawn.metric.labels.length === 0 ? [numberPanel(drawn)] : []), levelPanel(drawn, 'sum')];
    default:
      return [levelPanel(drawn, drawn.metric.definition.aggregate ?? 'perProcess')];
  }
}

/** What every query is filtered by: the service, and each attribute of the metric. */
export function filters({ labels }: MetricQueries, { service }: QueriedBackend): readonly Matcher[] {
  return [service, ...labels].map((label) => [label, `=~"$${variableName(label)}"`]);
}

export function variableName(label: string): string {
  return label.replace(/\W/g, '_');
}

function ratePanel({ metric, title, backend }: Drawn): PanelPlan {
  const labels = shownLabels(metric);
  const rate = metric.countRate(RATE, filters(metric, backend));
  return {
    kind: 'graph',
    title,
    description: `${metric.definition.description} Per second.`,
    unit: grafanaRateUnit(metric.definition.unit),
    targets: [{ expr: `${aggregated('sum', labels)} (${rate})`, legend: legendOf(labels, title) }],
  };
}

/** The share of what did not go well, where an attribute says so. */
function wrongPanel({ metric, title, backend }: Drawn): readonly PanelPlan[] {
  const bad = badMatcher(metric);
  if (bad === undefined) return [];
  const [badLabel] = bad;
  // A choice of outcomes would make every share 0 or 1.
  const matchers = filters(metric, backend).filter(([label]) => label !== badLabel);
  const whole = `sum(${metric.countRate(RATE, matchers)})`;
  const expr = `(sum(${metric.countRate(RATE, [...matchers, bad])}) or 0 * ${whole}) / ${whole}`;
  const description = `The share with ${badLabel}${bad[1]}. ${metric.definition.description}`;
  return [
    {
      kind: 'graph',
      title: `${title}: share that went wrong`,
      description,
      unit: 'percentunit',
      targets: [{ expr, legend: 'went wrong' }],
    },
  ];
}

function quantilesPanel({ metric, title, backend }: Drawn): PanelPlan {
  const matchers = filters(metric, backend);
  const by = metric.isNative ? 'sum' : 'sum by (le)';
  const quantiles = QUANTILES.map(
    (quantile): TargetPlan => ({
      expr: `histogram_quantile(${quantile}, ${by} (${metric.bucketRate(RATE, matchers)}))`,
      legend: `P${quantile * 100}`,
      exemplars: true,
    }),
  );
  const mean = `sum(${metric.sumRate(RATE, matchers)}) / sum(${metric.countRate(RATE, matchers)})`;
  return {
    kind: 'graph',
    title: `${title}: P50, P95, P99 and mean`,
    description: metric.definition.description,
    unit: grafanaUnit(metric.definition.unit),
    targets: [...quantiles, { expr: mean, legend: 'mean' }],
  };
}

function heatmapPanel({ metric, title, backend }: Drawn): PanelPlan {
  const by = metric.isNative ? 'sum' : 'sum by (le)';
  return {
    kind: 'heatmap',
    title: `${title}: all values`,
    description: metric.definition.description,
    unit: grafanaUnit(metric.definition.unit),
    targets: [
      { expr: `${by} (${metric.bucketRate(RATE, filters(metric, backend))})`, legend: '{{le}}', exemplars: true },
    ],
  };
}

function howOftenPanel({ metric, title, backend }: Drawn): PanelPlan {
  const labels = shownLabels(metric);
  const rate = metric.countRate(RATE, filters(metric, backend));
  return {
    kind: 'graph',
    title: `${title}: how often`,
    description: `How often it was measured, per second. ${metric.definition.description}`,
    unit: 'cps',
    targets: [{ expr: `${aggregated('sum', labels)} (${rate})`, legend: legendOf(labels, title) }],
  };
}

function numberPanel({ metric, title, backend }: Drawn): PanelPlan {
  return {
    kind: 'number',
    title: `${title}: now`,
    description: metric.definition.description,
    unit: grafanaUnit(metric.definition.unit),
    targets: [{ expr: `sum(${metric.count(filters(metric, backend))})`, legend: title }],
  };
}

function levelPanel({ metric, title, backend }: Drawn, aggregate: GaugeAggregate): PanelPlan {
  const shown = shownLabels(metric);
  const labels = aggregate === 'perProcess' ? [...shown, backend.instance] : shown;
  const operator = aggregate === 'perProcess' ? 'max' : aggregate;
  return {
    kind: 'graph',
    title,
    description: metric.definition.description,
    unit: grafanaUnit(metric.definition.unit),
    targets: [
      {
        expr: `${aggregated(operator, labels)} (${metric.count(filters(metric, backend))})`,
        legend: legendOf(labels, title),
      },
    ],
  };
}

function aggregated(operator: string, labels: readonly string[]): string {
  return labels.length === 0 ? operator : `${operator} by ${labelList(labels)}`;
}

/** Closed sets first: they are few, and were chosen to be looked at. */
function shownLabels(metric: MetricQueries): readonly string[] {
  const attributes = Object.entries(metric.definition.attributes);
  const closed = attributes.filter(([, { values }]) => values !== undefined);
  const open = attributes.filter(([, { values }]) => values === undefined);
  return [...closed, ...open].slice(0, MOST_LABELS).map(([key]) => metric.label(key));
}

function legendOf(labels: readonly string[], title: string): string {
  return labels.length === 0 ? title : labels.map((label) => `{{${label}}}`).join(' ');
}
