import { Command, Option } from 'commander';
import { loadCatalogs } from '../catalogs/load-catalogs.js';
import { FINE, jsonText } from '../outcome.js';
import { type BackendGiven, backendOf, withBackendOptions } from './backend-options.js';
import { type Ending, examples } from './ending.js';
import { written } from './writing.js';

interface Given extends BackendGiven {
  readonly out?: string;
  readonly json: boolean;
}

/** `portcall dashboard`: Grafana dashboards of catalogs. */
export function dashboardCommand(end: Ending): Command {
  const command = new Command('dashboard')
    .summary('Grafana dashboards of catalogs')
    .description(
      'Writes a Grafana dashboard for each scope of the catalogs that modules export: rates of counters, quantiles and heatmaps of histograms, levels of gauges, shares of relations and budgets of objectives, filtered by service and attributes.',
    )
    .argument('<module...>', 'modules that export catalogs: paths or names of packages, TypeScript as it is')
    .option('--out <folder>', 'write one file per scope there instead of showing them');
  return withBackendOptions(command)
    .addOption(new Option('--json', 'all of them as one JSON array').default(false, 'no').conflicts('out'))
    .addHelpText(
      'after',
      examples(
        'portcall dashboard ./dist/metrics.js --out deploy/dashboards',
        'portcall dashboard ./src/metrics.ts --profile collector',
      ),
    )
    .action(async (modules: readonly string[], given: Given) => {
      const catalogs = (await loadCatalogs(modules)).map(({ catalog }) => catalog);
      const { plannedDashboards } = await import('../dashboard/plan-dashboard.js');
      const { grafanaDashboard } = await import('../dashboard/grafana-dashboard.js');
      const { fileName } = await import('../queries/words.js');
      const dashboards = plannedDashboards(catalogs, backendOf(given)).map((plan) => ({
        name: `${fileName(plan.title)}.dashboard.json`,
        dashboard: grafanaDashboard(plan),
      }));
      if (given.json) return end({ code: FINE, out: jsonText(dashboards.map(({ dashboard }) => dashboard)) });
      const files = dashboards.map(({ name, dashboard }) => ({ name, text: jsonText(dashboard) }));
      end({ code: FINE, out: await written(files, given.out) });
    });
}
