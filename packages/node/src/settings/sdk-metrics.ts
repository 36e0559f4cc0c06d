import { checkedOneOf, environment } from '@portcall/core/internal';
import type { Exporter } from '@portcall/exporters';

/** Which exporters show what telemetry says of itself: all, none, or those that others come and read. */
export type SdkMetricsShown = boolean | 'pulled';

/**
 * @throws Error for another value
 * @see https://www.npmjs.com/package/@opentelemetry/sdk-node, which has the variable
 */
export function sdkMetricsFrom(given: SdkMetricsShown | undefined): SdkMetricsShown {
  if (given !== undefined) return checkedOneOf(given, [true, false, 'pulled'], 'sdkMetrics');
  const text = environment('OTEL_NODE_EXPERIMENTAL_SDK_METRICS')?.toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : 'pulled';
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
