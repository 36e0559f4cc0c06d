import type { ClassicDashboard } from '../../src/dashboard/grafana-dashboard.js';

/** Everything a dashboard asks, with what Grafana would put in the place of its variables. */
export function queriesOf(dashboard: ClassicDashboard, service = '.*'): readonly string[] {
  const panels = (dashboard.panels ?? []) as readonly { readonly targets?: readonly { readonly expr?: string }[] }[];
  return panels
    .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr ?? ''))
    .map((expr) =>
      expr
        .replaceAll('$__rate_interval', '1m')
        .replaceAll('$__range', '5m')
        .replace(/"\$(job|exported_job|service_name)"/g, JSON.stringify(service))
        .replace(/"\$\w+"/g, '".*"'),
    );
}
