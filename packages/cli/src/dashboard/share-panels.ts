import type { Catalog, Definition } from '@portcall/metrics';
import type { QueriedBackend } from '../queries/backend.js';
import { MetricQueries } from '../queries/metric-queries.js';
import { errorRatio } from '../queries/slo-queries.js';
import { titled } from '../queries/words.js';
import { countsUp } from '../rules/recording-rules.js';
import { filters, variableName } from './metric-panels.js';
import type { MetricTitles } from './metric-titles.js';
import type { PanelPlan } from './plan.js';

const RATE = '$__rate_interval';
const SHOWN = '$__range';

/** The shares that the parts of relations have, as a number and over time, under the key of the part. */
export function sharePanels(
  catalog: Catalog,
  backend: QueriedBackend,
  titles: MetricTitles,
): ReadonlyMap<Definition, readonly PanelPlan[]> {
  const definitions = catalog.metrics as Readonly<Record<string, Definition>>;
  const pairs = catalog.relations.flatMap((relation) =>
    relation.kind === 'sum'
      ? relation.parts.map((part) => [part, relation.total] as const)
      : [[relation.part, relation.whole] as const],
  );
  const panels = new Map<Definition, readonly PanelPlan[]>();
  for (const [partKey, wholeKey] of pairs) {
    const [part, whole] = [partKey, wholeKey].map((key) =>
      MetricQueries.of(definitions[key] as Definition, backend.path),
    );
    if (part === undefined || whole === undefined || !countsUp(part) || !countsUp(whole)) continue;
    panels.set(part.definition, [...(panels.get(part.definition) ?? []), ...shareOf(part, whole, backend, titles)]);
  }
  return panels;
}

function shareOf(
  part: MetricQueries,
  whole: MetricQueries,
  backend: QueriedBackend,
  titles: MetricTitles,
): readonly PanelPlan[] {
  const [one, all] = [part, whole].map(({ definition }) => titles.words(definition).join(' ')) as [string, string];
  const title = titled([`${one} as a share of ${all}`]);
  const expr = (window: string): string => {
    const total = `sum(${whole.countRate(window, filters(whole, backend))})`;
    return `(sum(${part.countRate(window, filters(part, backend))}) or 0 * ${total}) / ${total}`;
  };
  const panel = { description: part.definition.description, unit: 'percentunit' };
  return [
    { kind: 'number', title, ...panel, targets: [{ expr: expr(SHOWN), legend: one }] },
    { kind: 'graph', title: `${title}, over time`, ...panel, targets: [{ expr: expr(RATE), legend: one }] },
  ];
}

/** What is left of each objective's budget in the time that is shown, and how fast it burns. */
export function objectivePanels(catalog: Catalog, backend: QueriedBackend): readonly PanelPlan[] {
  const service = [[backend.service, `=~"$${variableName(backend.service)}"`]] as const;
  return catalog.slos.flatMap((slo): readonly PanelPlan[] => {
    const budget = Number((1 - slo.objective).toPrecision(12));
    const ratio = (window: string): string | undefined => errorRatio(slo, catalog, backend, window, service);
    const [shown, now] = [ratio(SHOWN), ratio(RATE)];
    if (shown === undefined || now === undefined) return [];
    const description = `${slo.description} Promised for ${Number((slo.objective * 100).toPrecision(10))} % over ${slo.window}.`;
    const title = titled([slo.name.replaceAll('_', ' ')]);
    const legend = `{{${backend.service}}}`;
    return [
      {
        ...{ kind: 'number', title: `${title}: budget left of the time shown`, description, unit: 'percentunit' },
        targets: [{ expr: `1 - (\n${shown}\n) / ${budget}`, legend }],
      },
      {
        ...{ kind: 'graph', title: `${title}: burn rate, 1 uses the budget up`, description, unit: 'short' },
        targets: [{ expr: `(\n${now}\n) / ${budget}`, legend }],
      },
    ];
  });
}
