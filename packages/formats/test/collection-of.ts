import type { Collection, InstrumentKind, MetricDescription, SeriesPoint } from '@portcall/metrics';

export interface PlainMetric extends Partial<MetricDescription> {
  readonly points: readonly (readonly [attributes: Record<string, unknown>, value: unknown])[];
}

/** What a reader is given, of metrics as anybody may have recorded them. */
export function collectionOf(...metrics: readonly PlainMetric[]): Collection {
  return {
    time: 1_000,
    metrics: metrics.map(({ points, ...description }) => ({
      metric: {
        name: 'm',
        kind: 'gauge' as InstrumentKind,
        unit: '',
        description: '',
        scope: 's',
        scopeVersion: '',
        ...description,
      },
      temporality: 'cumulative',
      points: points.map(
        ([attributes, value]) => ({ attributes, value, startTime: 0, exemplars: [] }) as unknown as SeriesPoint,
      ),
    })),
  };
}
