import { oneOfNames, read, type Variable, variable } from '@portcall/core/internal';

const LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;

export type LogLevel = (typeof LEVELS)[number];

/**
 * The specification leaves the names open; these are OpenTelemetry JS's.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 */
export const LOG_LEVEL: Variable<LogLevel> = variable({
  name: 'OTEL_LOG_LEVEL',
  rule: oneOfNames(LEVELS, 'level'),
  otherwise: 'info',
  by: 'OpenTelemetry, stable',
  does: "Which lines are written, of telemetry and, where it is set, of OpenTelemetry's own `diag`; all is counted all the same",
});

/** Undefined where the environment says none, so that `diag` stays silent. */
export function logLevelFromEnvironment(): LogLevel | undefined {
  const { value, variable: set } = read(LOG_LEVEL);
  return set === undefined ? undefined : value;
}
