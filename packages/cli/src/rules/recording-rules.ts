import type { AttributeKind, Catalog, Definition } from '@portcall/metrics';
import type { QueriedBackend } from '../queries/backend.js';
import { MetricQueries } from '../queries/metric-queries.js';
import { labelList, type Matcher, oneOfThese } from '../queries/selector.js';
import type { RecordingRule, RuleGroup } from './rule.js';

const WINDOW = '5m';
const QUANTILES = [0.5, 0.95, 0.99] as const;

/** Values of closed sets that say that something went well. */
const WELL = ['ok', 'success', 'succeeded'];

/** Rates, shares of errors and quantiles, so that dashboards and alerts need not work them out each time. */
export function recordingGroup(catalog: Catalog, backend: QueriedBackend): RuleGroup {
  const metrics = queriedMetrics(catalog, backend);
  const rules = metrics.flatMap((metric) => rulesOf(metric, backend));
  return { name: `${catalog.scope}.recording`, rules: [...rules, ...sharesOfRelations(catalog, backend)] };
}

/** The metrics of a catalog that have a name on the path, without those that another one replaces. */
export function queriedMetrics(catalog: Catalog, { path }: QueriedBackend): readonly MetricQueries[] {
  return Object.values(catalog.metrics as Readonly<Record<string, Definition>>)
    .filter(({ deprecated }) => deprecated === undefined)
    .map((definition) => MetricQueries.of(definition, path))
    .filter((metric) => metric !== undefined);
}

function rulesOf(metric: MetricQueries, backend: QueriedBackend): readonly RecordingRule[] {
  switch (metric.definition.kind) {
    case 'counter':
      return [rateRule(metric, backend), ...errorRules(metric, backend)];
    case 'histogram':
      return [...quantileRules(metric, backend), ...errorRules(metric, backend)];
    default:
      return [];
  }
}

function rateRule(metric: MetricQueries, { service }: QueriedBackend): RecordingRule {
  const by = labelList([service, ...metric.labels]);
  return { record: recordName(metric, `rate${WINDOW}`), expr: `sum by ${by} (${metric.countRate(WINDOW)})` };
}

function quantileRules(metric: MetricQueries, { service }: QueriedBackend): readonly RecordingRule[] {
  const by = labelList(metric.isNative ? [service] : [service, 'le']);
  return QUANTILES.map((quantile) => ({
    record: recordName(metric, `quantile${WINDOW}`),
    expr: `histogram_quantile(${quantile}, sum by ${by} (${metric.bucketRate(WINDOW)}))`,
    labels: { quantile: String(quantile) },
  }));
}

/** The share of what did not go well, where an attribute says how it went. */
function errorRules(metric: MetricQueries, { service }: QueriedBackend): readonly RecordingRule[] {
  const bad = badMatcher(metric);
  if (bad === undefined) return [];
  const by = `sum by ${labelList([service])}`;
  const whole = `${by} (${metric.countRate(WINDOW)})`;
  const part = `${by} (${metric.countRate(WINDOW, [bad])})`;
  return [{ record: recordName(metric, `error_ratio${WINDOW}`), expr: `(${part} or 0 * ${whole})\n/ ${whole}` }];
}

/** What series that went badly have: any value but the good ones of a closed set, or an `error.type`. */
export function badMatcher(metric: MetricQueries): Matcher | undefined {
  const attributes = Object.entries(metric.definition.attributes);
  const outcome = attributes.find(([, kind]) => saysHowItWent(kind));
  if (outcome !== undefined) {
    const [key, { values = [] }] = outcome;
    return [metric.label(key), oneOfThese(values.map(String).filter((value) => !WELL.includes(value)))];
  }
  const isConvention = attributes.some(([key, { optional }]) => key === 'error.type' && optional);
  return isConvention ? [metric.label('error.type'), '!=""'] : undefined;
}

function saysHowItWent({ type, values = [] }: AttributeKind): boolean {
  return type === 'one_of' && values.length > 1 && values.some((value) => WELL.includes(String(value)));
}

/** The share that each part of a sum has in it, and that what is part of something has in that. */
function sharesOfRelations(catalog: Catalog, backend: QueriedBackend): readonly RecordingRule[] {
  const definitions = catalog.metrics as Readonly<Record<string, Definition>>;
  const pairs = catalog.relations.flatMap((relation) =>
    relation.kind === 'sum'
      ? relation.parts.map((part) => [part, relation.total] as const)
      : [[relation.part, relation.whole] as const],
  );
  return pairs.flatMap(([part, whole]) => {
    const [one, all] = [part, whole].map((key) => MetricQueries.of(definitions[key] as Definition, backend.path));
    return one === undefined || all === undefined || !countsUp(one) || !countsUp(all) ? [] : [share(one, all, backend)];
  });
}

function share(part: MetricQueries, whole: MetricQueries, { service }: QueriedBackend): RecordingRule {
  const by = `sum by ${labelList([service])}`;
  const all = `${by} (${whole.countRate(WINDOW)})`;
  const expr = `(${by} (${part.countRate(WINDOW)}) or 0 * ${all})\n/ ${all}`;
  return { record: recordName(part, `per_${whole.recordName}:ratio${WINDOW}`), expr };
}

/** Whether it has a rate: gauges and what goes up and down has none. */
export function countsUp({ definition }: MetricQueries): boolean {
  return definition.kind === 'counter' || definition.kind === 'histogram';
}

/** Level, metric and operation, as https://prometheus.io/docs/practices/rules/ has them. */
function recordName(metric: MetricQueries, operation: string): string {
  return `service:${metric.recordName}:${operation}`;
}
