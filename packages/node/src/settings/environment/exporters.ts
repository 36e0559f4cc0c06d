import { type ListVariable, listVariable, readList } from '@portcall/core/internal';
import type { Exporter, ExporterName } from '@portcall/exporters';
import { EXPORTER_NAMES, exporterNamed } from '@portcall/exporters/internal';

const EXPORTERS = {
  names: EXPORTER_NAMES,
  what: 'exporter',
  default: 'otlp',
  by: 'OpenTelemetry, stable',
} as const;

export const METRICS_EXPORTER: ListVariable<ExporterName> = listVariable({
  ...EXPORTERS,
  name: 'OTEL_METRICS_EXPORTER',
  does: 'Where metrics go, where `exporters` is not given',
});

export const TRACES_EXPORTER: ListVariable<ExporterName> = listVariable({
  ...EXPORTERS,
  name: 'OTEL_TRACES_EXPORTER',
  does: 'Where spans go, where `exporters` is not given',
});

/** The exporters a variable names, separated by commas; undefined where it names none that is known. */
export function exportersFrom(variable: typeof METRICS_EXPORTER): readonly Exporter[] | undefined {
  return readList(variable)?.map((name) => exporterNamed(name, variable.name));
}
