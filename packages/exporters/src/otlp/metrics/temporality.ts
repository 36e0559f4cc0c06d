import { oneOfNames, read, type Variable, variable } from '@portcall/core/internal';
import type { Temporality } from '@portcall/metrics';

type Preference = Temporality | 'lowmemory';

/** @see https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/ */
export const TEMPORALITY: Variable<Preference> = variable({
  name: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  rule: oneOfNames<Preference>(['cumulative', 'delta', 'lowmemory'], 'temporality'),
  otherwise: 'cumulative',
  by: 'OpenTelemetry, stable',
  does: 'Whether sums and histograms are sent since the start, or since the last export; up-down counters always since the start',
});

/**
 * How sums and histograms are sent. `lowmemory` differs from `delta` in the observable counters of third parties only, which
 * the SDK must remember either way.
 */
export function temporalityFromEnvironment(): Temporality {
  return read(TEMPORALITY).value === 'cumulative' ? 'cumulative' : 'delta';
}
