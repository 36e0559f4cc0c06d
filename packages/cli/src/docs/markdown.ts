import type { AttributeKind, Catalog, Definition, NamingPath } from '@portcall/metrics';
import { prometheusName } from '@portcall/metrics';
import { spelledRelation } from '@portcall/metrics/internal';
import { seriesCount } from '../lint/series-count.js';
import { exampleQuery } from '../queries/example-query.js';
import { namesOnPaths } from '../queries/names-on-paths.js';
import { plural } from '../text/plural.js';

/** Where the names in headings and queries are seen. */
const PATH: NamingPath = 'underscore_suffixes';

/** A reference of catalogs, in an order that depends on nothing but their names. */
export function markdown(catalogs: readonly Catalog[]): string {
  const sorted = [...catalogs].sort(by(({ scope, prefix }) => `${scope} ${prefix}`));
  return ['# Metrics', ...sorted.flatMap(catalogSection)].join('\n\n').concat('\n');
}

function catalogSection({ scope, version, metrics, relations, slos }: Catalog): readonly string[] {
  const keys = new Map(Object.entries<Definition>(metrics).map(([key, metric]) => [metric, key]));
  const sorted = [...keys].sort(by(([metric]) => nameOf(metric)));
  return [
    `## ${escaped(version === '' ? scope : `${scope} ${version}`)}`,
    ...sorted.flatMap(([metric, key]) => metricSection(metric, key)),
    ...listSection(
      'Relations',
      relations.map((one) => `\`${spelledRelation(one)}\``),
    ),
    ...listSection(
      'Objectives',
      slos.map(
        ({ name, description, objective, window }) =>
          `\`${name}\`: ${percent(objective)} over ${window}. ${escaped(description)}`,
      ),
    ),
  ];
}

function listSection(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`### ${title}`, items.map((item) => `- ${item}`).join('\n')];
}

/** Without what binary fractions add: 99.9 % and not 99.90000000000001 %. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(10))} %`;
}

function metricSection(metric: Definition, key: string): readonly string[] {
  const { kind, name, unit, description, attributes, boundaries, buckets, aggregate, deprecated } = metric;
  const facts = [
    `- \`${key}\` is the ${KINDS[kind]} \`${name}\`, ${unit === '' ? 'without a unit' : `in \`${unit}\``}`,
    ...(deprecated === undefined
      ? []
      : [`- deprecated: \`${deprecated.replacedBy}\` replaces it; exported until ${deprecated.until}`]),
    ...namesOnPaths(metric).map(({ name: named, places }) => `- \`${named}\`: ${places.join('; ')}`),
    ...(boundaries === undefined ? [] : [`- boundaries: ${boundaries.join(', ')}`]),
    ...(buckets === undefined ? [] : ['- exponential buckets']),
    ...(aggregate === undefined ? [] : [`- one endpoint of many processes shows: ${aggregate}`]),
    `- series: ${seriesText(metric)}`,
  ];
  const entries = Object.entries(attributes);
  return [
    `### \`${nameOf(metric)}\``,
    escaped(description),
    facts.join('\n'),
    ...(entries.length === 0 ? [] : [attributesTable(entries)]),
    `\`\`\`promql\n${exampleQuery(metric, PATH)}\n\`\`\``,
  ];
}

const KINDS: Readonly<Record<Definition['kind'], string>> = {
  counter: 'counter',
  upDownCounter: 'up-down counter',
  gauge: 'gauge',
  histogram: 'histogram',
};

function seriesText(metric: Definition): string {
  const { closed, unbounded } = seriesCount(metric);
  if (unbounded.length === 0) return `${closed}`;
  return `${closed} for each ${unbounded.map((key) => `\`${key}\``).join(' and ')}`;
}

function attributesTable(entries: readonly (readonly [string, AttributeKind])[]): string {
  const rows = entries.map(([key, kind]) => `| \`${key}\` | ${kind.optional ? 'no' : 'yes'} | ${valuesText(kind)} |`);
  return ['| attribute | always there | values |', '|---|---|---|', ...rows].join('\n');
}

function valuesText({ type, values }: AttributeKind): string {
  if (values === undefined) return type === 'integer' ? 'any integer' : 'any text';
  return values.map((value) => `\`${String(value).replaceAll('|', '\\|')}\``).join(', ');
}

function nameOf(metric: Definition): string {
  return prometheusName(metric, PATH) ?? metric.name;
}

/** Free text as a paragraph: nothing of it becomes markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*<|[\]]/g, '\\$&').replace(/\s+/g, ' ');
}

function by<T>(key: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => (key(one) < key(other) ? -1 : 1);
}

/** How large the reference is, for whoever has written it. */
export function sizeText(catalogs: readonly Catalog[]): string {
  const metrics = catalogs.reduce((count, catalog) => count + Object.keys(catalog.metrics).length, 0);
  return `${plural(metrics, 'metric')} of ${plural(catalogs.length, 'catalog')}`;
}
