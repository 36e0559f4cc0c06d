import {
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  type GridPos,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { DashboardPlan, PanelPlan, TargetPlan, VariablePlan } from './plan.js';

const DATA_SOURCE = { type: 'prometheus', uid: '$datasource' };
const EVERYTHING = '.*';
const ALL = { selected: true, text: 'All', value: '$__all' };
const HEIGHT = 8;
const WIDTH = 24;
const HALF = 12;
const QUARTER = 6;

// The schema that every Grafana in use imports; the one that is to follow needs Grafana 13.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export type ClassicDashboard = Dashboard;

/** A dashboard in Grafana's own words. */
export function grafanaDashboard({ title, uid, variables, rows }: DashboardPlan): ClassicDashboard {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .tags(['portcall'])
    .description(
      'Written by portcall dashboard from the catalog; what is changed here is lost when it is written again.',
    )
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const variable of variables) builder.withVariable(variableOf(variable));
  let y = 0;
  for (const { title: heading, panels } of rows) {
    builder.withRow(new RowBuilder(heading).gridPos({ x: 0, y, w: WIDTH, h: 1 }));
    const places = placed(panels, y + 1);
    for (const [at, panel] of panels.entries()) builder.withPanel(panelOf(panel, places[at] as GridPos));
    y = Math.max(...places.map((place) => place.y)) + HEIGHT;
  }
  return builder.build();
}

function variableOf({ name, label, values, query }: VariablePlan): CustomVariableBuilder | QueryVariableBuilder {
  const builder =
    values === undefined
      ? new QueryVariableBuilder(name)
          .query({ query: query ?? '', refId: 'A' })
          .datasource(DATA_SOURCE)
          .refresh(VariableRefresh.OnTimeRangeChanged)
          .sort(VariableSort.AlphabeticalAsc)
      : new CustomVariableBuilder(name).values(values.map(escaped).join(','));
  return builder.label(label).multi(true).includeAll(true).allValue(EVERYTHING).current(ALL);
}

/** In a list of values a comma ends one. */
function escaped(value: string): string {
  return value.replaceAll(',', '\\,');
}

/** Numbers begin a line, and the chart that follows takes the rest of it; all others are half as wide as the page. */
function placed(panels: readonly PanelPlan[], top: number): readonly GridPos[] {
  let [x, y] = [0, top];
  return panels.map(({ kind }) => {
    if (x === WIDTH || (x > 0 && kind === 'number')) [x, y] = [0, y + HEIGHT];
    const w = kind === 'number' ? QUARTER : Math.min(x === QUARTER ? WIDTH : HALF, WIDTH - x);
    const place = { x, y, w, h: HEIGHT };
    x += w;
    return place;
  });
}

function panelOf(panel: PanelPlan, place: GridPos): HeatmapBuilder | StatBuilder | TimeseriesBuilder {
  const builder = builderOf(panel)
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .datasource(DATA_SOURCE)
    .gridPos(place);
  for (const [at, target] of panel.targets.entries()) builder.withTarget(targetOf(target, at, panel.kind));
  return builder;
}

function builderOf({ kind, unit }: PanelPlan): HeatmapBuilder | StatBuilder | TimeseriesBuilder {
  if (kind === 'heatmap') return new HeatmapBuilder().calculate(false);
  if (kind === 'number') return new StatBuilder();
  return unit === 'percentunit' ? new TimeseriesBuilder().min(0) : new TimeseriesBuilder();
}

function targetOf(
  { expr, legend, exemplars = false }: TargetPlan,
  at: number,
  kind: PanelPlan['kind'],
): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + at))
    .expr(expr)
    .legendFormat(legend)
    .exemplar(exemplars)
    .datasource(DATA_SOURCE);
  if (kind === 'heatmap') return query.format(PromQueryFormat.Heatmap).range();
  return kind === 'number' ? query.instant() : query.range();
}
