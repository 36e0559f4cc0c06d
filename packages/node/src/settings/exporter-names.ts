import type { Exporter } from '@portcall/exporters';

/** What each exporter is called in problems and events: its name, and where several share it what tells them apart. */
export function exporterNames(exporters: readonly Exporter[]): ReadonlyMap<Exporter, string> {
  const withDestination = (exporter: Exporter): string => {
    const { name, destination } = exporter;
    const isShared = exporters.some((other) => other !== exporter && other.name === name);
    return isShared && destination !== undefined ? `${name} ${destination}` : name;
  };
  const times = new Map<string, number>();
  const numbered = (name: string): string => {
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return time === 1 ? name : `${name} (${time})`;
  };
  return new Map(exporters.map((exporter) => [exporter, numbered(withDestination(exporter))]));
}
