import { checkedOneOf, type Found, read, trueOrFalse, type Variable, variable } from '@portcall/core/internal';
import type { Exporter } from '@portcall/exporters';

/** Which exporters show what telemetry says of itself: all, none, or those that others come and read. */
export type SdkMetricsShown = boolean | 'pulled';

/** @see https://www.npmjs.com/package/@opentelemetry/sdk-node */
export const SDK_METRICS: Variable<boolean> = variable({
  name: 'OTEL_NODE_EXPERIMENTAL_SDK_METRICS',
  rule: trueOrFalse(),
  otherwise: false,
  by: 'OpenTelemetry JS',
  does: 'Whether every exporter shows what telemetry says of itself, or none; where it is not set, those that others come and read do',
});

/** @throws Error for another value */
export function sdkMetricsFrom(given: SdkMetricsShown | undefined): SdkMetricsShown {
  if (given !== undefined) return checkedOneOf(given, [true, false, 'pulled'], 'sdkMetrics');
  return sdkMetricsFound().value;
}

/** What the environment says, and which variable of it. */
export function sdkMetricsFound(): Found<SdkMetricsShown> {
  const found = read(SDK_METRICS);
  return found.variable === undefined ? { value: 'pulled', variable: undefined } : found;
}

export function isShownBy({ pulled }: Exporter, shown: SdkMetricsShown): boolean {
  return shown === 'pulled' ? pulled === true : shown;
}

/** Whether any exporter shows them. */
export function showsSdkMetrics(settings: {
  readonly metricExporters: readonly Exporter[];
  readonly sdkMetrics: SdkMetricsShown;
}): boolean {
  return settings.metricExporters.some((exporter) => isShownBy(exporter, settings.sdkMetrics));
}
