import { report } from '@portcall/core';
import { environment, listed, shown } from '@portcall/core/internal';

const FILTERS = ['trace_based', 'always_on', 'always_off'] as const;

/** Which measurements may become exemplars: those in sampled spans, all, or none. */
export type ExemplarFilter = (typeof FILTERS)[number];

/**
 * As OTEL_METRICS_EXEMPLAR_FILTER says it. An unknown one is reported, and the default holds.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exemplar
 */
export function exemplarFilterFromEnvironment(): ExemplarFilter {
  const text = environment('OTEL_METRICS_EXEMPLAR_FILTER');
  const name = text?.trim().toLowerCase();
  const known = FILTERS.find((filter) => filter === name);
  if (known !== undefined || text === undefined) return known ?? 'trace_based';
  report({
    key: 'register.exemplar_filter',
    message: `OTEL_METRICS_EXEMPLAR_FILTER: unknown filter ${shown(text)}; trace_based is used; use one of ${listed(FILTERS)}`,
  });
  return 'trace_based';
}
