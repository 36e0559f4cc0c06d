import { report, shown } from '@portcall/core';
import type { Temporality } from '@portcall/metrics';
import { variable } from '../../variable.js';

const SETTING = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';

/** `lowmemory` differs from `delta` in the observable counters of third parties only, which the SDK must remember either way. */
const READ_AS: Readonly<Record<string, Temporality>> = { cumulative: 'cumulative', delta: 'delta', lowmemory: 'delta' };

/**
 * How sums and histograms are sent, as OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE says; a value that is unknown is
 * reported, and they are cumulative.
 * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/
 */
export function temporalityFromEnvironment(): Temporality {
  const preference = variable(SETTING)?.toLowerCase() ?? 'cumulative';
  if (Object.hasOwn(READ_AS, preference)) return READ_AS[preference] as Temporality;
  report({
    key: 'export.temporality',
    message: `${SETTING}: unknown value ${shown(preference)}; metrics are sent as cumulative; use one of "cumulative", "delta", "lowmemory"`,
  });
  return 'cumulative';
}
