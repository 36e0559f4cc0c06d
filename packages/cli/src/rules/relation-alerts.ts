import { type Catalog, DEFAULT_SERIES_LIMIT, type Definition, OTHER, type Relation } from '@portcall/metrics';
import type { QueriedBackend } from '../queries/backend.js';
import { MetricQueries } from '../queries/metric-queries.js';
import { equals, labelList, oneOfThese, selector } from '../queries/selector.js';
import { pascalCased } from '../queries/words.js';
import type { AlertRule } from './rule.js';

export interface AlertOptions extends QueriedBackend {
  /** How long a relation must be broken. */
  readonly for: string;
  /** What an alert's name is appended to for its page. */
  readonly runbook: string | undefined;
}

/** A relation that is watched, its metrics as they are called on the path. */
export interface WatchedRelation {
  readonly relation: Relation;
  readonly alert: string;
  /** What the others are held against: the total, or the whole. */
  readonly whole: MetricQueries;
  /** What is added up, or is part. */
  readonly parts: readonly MetricQueries[];
  readonly onceZero: MetricQueries | undefined;
  /** Keys of the attributes that all of them have. */
  readonly shared: readonly string[];
  /** Whether one of them may have more series than are kept as they come. */
  readonly mayBeMasked: boolean;
}

/** The relations of a catalog whose metrics all have a name on the path. */
export function watchedRelations(catalog: Catalog, backend: QueriedBackend): readonly WatchedRelation[] {
  const definitions = catalog.metrics as Readonly<Record<string, Definition>>;
  const metricOf = (key: string): MetricQueries | undefined =>
    MetricQueries.of(definitions[key] as Definition, backend.path);
  const names = new Map<string, number>();
  return catalog.relations.flatMap((relation) => {
    const [wholeKey, partKeys] = sidesOf(relation);
    const [whole, ...parts] = [wholeKey, ...partKeys].map(metricOf);
    const onceZero =
      relation.kind === 'sum' && relation.onceZero !== undefined ? metricOf(relation.onceZero) : undefined;
    if (whole === undefined || !parts.every((part) => part !== undefined)) return [];
    const name = alertName(relation, whole, parts[0] as MetricQueries);
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    const compared = [whole, ...parts];
    return [
      {
        ...{ relation, whole, parts, onceZero, alert: times === 1 ? name : `${name}${times}` },
        shared: sharedKeys(compared),
        mayBeMasked: compared.some(mayPassLimit),
      },
    ];
  });
}

/** One alert for each relation that the catalog declares: what it counts does not go together, so somewhere code does not count. */
export function relationAlerts(catalog: Catalog, options: AlertOptions): readonly AlertRule[] {
  return watchedRelations(catalog, options).map((watched) => alertOf(watched, catalog, options));
}

function alertOf(watched: WatchedRelation, catalog: Catalog, options: AlertOptions): AlertRule {
  const { alert, onceZero } = watched;
  return {
    alert,
    expr: expressionOf(watched, options),
    // What must be at rest for it to be seen is rarely so for minutes: it is told at once, and stays for a while.
    ...(onceZero === undefined ? { for: options.for } : { keep_firing_for: '15m' }),
    labels: { severity: 'ticket', scope: catalog.scope },
    annotations: {
      summary: `${catalog.scope} of {{ $labels.${options.service} }}: ${spelled(watched)} does not hold`,
      description: `${sentence(watched)} It is off by {{ $value }}. Something is recorded twice, or not at all: look for the code that records one of the metrics without the others.`,
      ...(options.runbook === undefined ? {} : { runbook_url: `${options.runbook}${alert}` }),
    },
  };
}

function spelled({ relation, whole, parts, onceZero }: WatchedRelation): string {
  const names = parts.map(({ countName }) => countName);
  if (relation.kind === 'subset') return `${names.join()} ⊆ ${whole.countName}`;
  const once = onceZero === undefined ? '' : ` once ${onceZero.countName} is 0`;
  return `${whole.countName} = ${names.join(' + ')}${once}`;
}

function sentence({ relation, whole, parts }: WatchedRelation): string {
  const names = parts.map(({ countName }) => countName);
  return relation.kind === 'subset'
    ? `Whatever counts in ${names.join()} counts in ${whole.countName} too, and there is more in ${names.join()}.`
    : `${whole.countName} is the sum of ${names.join(' and ')}, and now it is not.`;
}

/** For each process by itself: what one has lost another cannot make up for. */
function expressionOf(watched: WatchedRelation, { service, instance }: QueriedBackend): string {
  const { relation, onceZero, shared, mayBeMasked, whole } = watched;
  const process = [service, instance];
  const labels = shared.map((key) => whole.label(key));
  const broken = (by: readonly string[]): string => difference(watched, by, relation.kind === 'sum' ? '!=' : '>');
  const each = broken([...process, ...labels]);
  const masked = `on ${labelList(process)} (${maskedSeries(watched, process)})`;
  const found =
    labels.length === 0 || !mayBeMasked ? each : `(${each}\nunless ${masked})\nor\n(${broken(process)}\nand ${masked})`;
  if (onceZero === undefined) return found;
  const active = `sum by ${labelList(process)} (${onceZero.count()}) != 0`;
  return `(${found})\nunless on ${labelList(process)} (${active})`;
}

/**
 * What the whole has more than its parts, as one sum of series with signs, so that a metric that nobody has recorded yet
 * counts as 0. Each has a label of its own, without which `or` would take the first for the others.
 */
function difference({ relation, whole, parts }: WatchedRelation, by: readonly string[], than: '!=' | '>'): string {
  const [plus, minus] = relation.kind === 'sum' ? [[whole], parts] : [parts, [whole]];
  const terms = (sign: '-' | ''): string =>
    [...plus.map((metric) => term(metric, '')), ...minus.map((metric) => term(metric, sign))].join('\n  or ');
  const signed = `sum by ${labelList(by)} (\n  ${terms('-')}\n)`;
  if ([whole, ...parts].every(countsWhole)) return `${signed} ${than} 0`;
  // Adding fractions in another order gives another number.
  const size = `1e-9 * sum by ${labelList(by)} (\n  ${terms('')}\n)`;
  return than === '>' ? `${signed} > ${size}` : `(${signed} > ${size}\nor ${signed} < -1 * ${size})`;
}

function term(metric: MetricQueries, sign: '-' | ''): string {
  return `label_replace(${sign}${metric.count()}, "counted", ${JSON.stringify(metric.family)}, "", "")`;
}

/** Histograms are compared by how often they were recorded, and what has no unit or an annotation is counted. */
function countsWhole({ definition: { kind, unit } }: MetricQueries): boolean {
  return kind === 'histogram' || unit === '' || unit === '1' || /^\{.*\}$/.test(unit);
}

/** Past the series limit some values are \`_other\` in one metric and themselves in another: then only totals can be compared. */
function maskedSeries({ whole, parts }: WatchedRelation, process: readonly string[]): string {
  const metrics = [whole, ...parts];
  const labels = [...new Set(metrics.flatMap((metric) => metric.labels))];
  const names = oneOfThese([...new Set(metrics.map(({ countName }) => countName))]);
  const series = labels.map((label) => `{__name__${names}, ${selector('x', [[label, equals(OTHER)]]).slice(2)}`);
  return `count by ${labelList(process)} (${series.join(' or ')})`;
}

function sidesOf(relation: Relation): readonly [whole: string, parts: readonly string[]] {
  return relation.kind === 'sum' ? [relation.total, relation.parts] : [relation.whole, [relation.part]];
}

function alertName({ kind }: Relation, whole: MetricQueries, part: MetricQueries): string {
  return kind === 'sum' ? `${pascalCased(whole.recordName)}SumBroken` : `${pascalCased(part.recordName)}SubsetBroken`;
}

function sharedKeys(metrics: readonly MetricQueries[]): readonly string[] {
  const keys = metrics.map(({ definition }) => Object.keys(definition.attributes));
  return (keys[0] ?? []).filter((key) => keys.every((others) => others.includes(key)));
}

function mayPassLimit({ definition }: MetricQueries): boolean {
  const sizes = Object.values(definition.attributes).map(({ values, optional }) =>
    values === undefined ? Number.POSITIVE_INFINITY : values.length + (optional ? 1 : 0),
  );
  return sizes.reduce((product, size) => product * size, 1) > DEFAULT_SERIES_LIMIT;
}
