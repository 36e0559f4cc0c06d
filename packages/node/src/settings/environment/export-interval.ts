import { LONGEST_TIMER_MS, milliseconds, read, type Variable, variable } from '@portcall/core/internal';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#periodic-exporting-metricreader */
export const METRIC_EXPORT_INTERVAL: Variable<number> = variable({
  name: 'OTEL_METRIC_EXPORT_INTERVAL',
  rule: milliseconds(1),
  otherwise: 60_000,
  by: 'OpenTelemetry, stable',
  does: 'How much time is between two exports of metrics',
});

export const METRIC_EXPORT_TIMEOUT: Variable<number> = variable({
  name: 'OTEL_METRIC_EXPORT_TIMEOUT',
  rule: milliseconds(1),
  otherwise: 30_000,
  by: 'OpenTelemetry, stable',
  does: 'How long reading one interval may take; what was read is then kept until it is delivered, each request within OTEL_EXPORTER_OTLP_TIMEOUT',
});

export function exportIntervalFromEnvironment(): number {
  return Math.min(read(METRIC_EXPORT_INTERVAL).value, LONGEST_TIMER_MS);
}

export function exportTimeoutFromEnvironment(): number {
  return Math.min(read(METRIC_EXPORT_TIMEOUT).value, LONGEST_TIMER_MS);
}
