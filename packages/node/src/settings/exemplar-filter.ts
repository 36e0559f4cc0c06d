import { oneOfNames, read, type Variable, variable } from '@portcall/core/internal';

/** Which measurements may become exemplars: those in sampled spans, all, or none. */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exemplar */
export const EXEMPLAR_FILTER: Variable<ExemplarFilter> = variable({
  name: 'OTEL_METRICS_EXEMPLAR_FILTER',
  rule: oneOfNames<ExemplarFilter>(['trace_based', 'always_on', 'always_off'], 'filter'),
  otherwise: 'trace_based',
  by: 'OpenTelemetry, stable',
  does: 'Which measurements may become exemplars: those in sampled spans, all, or none',
});

export function exemplarFilterFromEnvironment(): ExemplarFilter {
  return read(EXEMPLAR_FILTER).value;
}
