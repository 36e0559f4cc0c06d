import { report } from '@portcall/core';
import { environment, shown } from '@portcall/core/internal';
import type { Temporality } from '@portcall/metrics';

const SETTING = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';

/**
 * How sums and histograms are sent, as OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE says; a value that is unknown is
 * reported, and they are cumulative. `lowmemory` differs from `delta` in the observable counters of third parties only,
 * which the SDK must remember either way.
 * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/
 */
export function temporalityFromEnvironment(): Temporality {
  const preference = environment(SETTING)?.toLowerCase() ?? 'cumulative';
  if (preference === 'cumulative') return 'cumulative';
  if (preference === 'delta' || preference === 'lowmemory') return 'delta';
  report({
    key: 'export.temporality',
    message: `${SETTING}: ${shown(preference)} is not a temporality; metrics are sent as cumulative; write "cumulative", "delta" or "lowmemory"`,
  });
  return 'cumulative';
}
