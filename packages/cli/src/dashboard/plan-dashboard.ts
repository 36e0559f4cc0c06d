import type { Catalog, Definition } from '@portcall/metrics';
import type { QueriedBackend } from '../queries/backend.js';
import { MetricQueries } from '../queries/metric-queries.js';
import { labelText, selector } from '../queries/selector.js';
import { fileName } from '../queries/words.js';
import { queriedMetrics } from '../rules/recording-rules.js';
import { groupsOf } from './groups.js';
import { metricPanels, variableName } from './metric-panels.js';
import { MetricTitles } from './metric-titles.js';
import type { DashboardPlan, RowPlan, VariablePlan } from './plan.js';
import { objectivePanels, sharePanels } from './share-panels.js';

/** Longer ones Grafana refuses. */
const LONGEST_UID = 40;

/** One dashboard per scope, in the order in which scopes come. */
export function plannedDashboards(catalogs: readonly Catalog[], backend: QueriedBackend): readonly DashboardPlan[] {
  return [...new Set(catalogs.map(({ scope }) => scope))]
    .map((scope) => {
      const together = catalogs.filter((catalog) => catalog.scope === scope);
      return {
        title: scope,
        uid: `portcall-${fileName(scope)}`.slice(0, LONGEST_UID),
        variables: variablesOf(together, backend),
        rows: together.flatMap((catalog) => rowsOf(catalog, backend)),
      };
    })
    .filter(({ rows }) => rows.length > 0);
}

function rowsOf(catalog: Catalog, backend: QueriedBackend): readonly RowPlan[] {
  const titles = new MetricTitles(catalog);
  const shares = sharePanels(catalog, backend, titles);
  const objectives = { title: 'Objectives', panels: objectivePanels(catalog, backend) };
  const groups = groupsOf(catalog, titles).map(({ title, metrics }) => ({
    title,
    panels: metrics.flatMap((definition) => {
      const metric = MetricQueries.of(definition, backend.path);
      if (metric === undefined) return [];
      return [...(shares.get(definition) ?? []), ...metricPanels({ metric, title: titles.title(definition), backend })];
    }),
  }));
  return [objectives, ...groups].filter(({ panels }) => panels.length > 0);
}

/** The service, and every attribute: closed sets as they are declared, of others what there is. */
function variablesOf(catalogs: readonly Catalog[], backend: QueriedBackend): readonly VariablePlan[] {
  const metrics = catalogs.flatMap((catalog) => queriedMetrics(catalog, backend));
  const [first] = metrics;
  if (first === undefined) return [];
  const variables = new Map<string, VariablePlan>();
  variables.set(backend.service, asked(backend.service, first));
  for (const metric of metrics) {
    for (const [key, { values }] of Object.entries<Definition['attributes'][string]>(metric.definition.attributes)) {
      const label = metric.label(key);
      const known = variables.get(label);
      if (values === undefined) {
        if (known?.query === undefined) variables.set(label, asked(label, metric));
      } else if (known?.query === undefined) {
        variables.set(label, {
          name: variableName(label),
          label,
          values: [...new Set([...(known?.values ?? []), ...values.map(String)])],
        });
      }
    }
  }
  return [...variables.values()];
}

function asked(label: string, metric: MetricQueries): VariablePlan {
  return {
    name: variableName(label),
    label,
    query: `label_values(${selector(metric.countName)}, ${labelText(label)})`,
  };
}
