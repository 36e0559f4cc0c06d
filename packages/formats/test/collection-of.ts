import type { Collection, Exemplar, MetricDescription, SeriesPoint } from '@portcall/metrics';

export interface PlainMetric extends Partial<MetricDescription> {
  readonly points: readonly (readonly [
    attributes: Record<string, unknown>,
    value: unknown,
    exemplars?: readonly Exemplar[],
  ])[];
}

const START_TIME = 1_796_000_000_250;

/** What a reader is given, of metrics as anybody may have recorded them. */
export function collectionOf(...metrics: readonly PlainMetric[]): Collection {
  return {
    time: 1_000,
    metrics: metrics.map(({ points, ...description }) => ({
      metric: {
        name: 'm',
        kind: 'gauge',
        unit: '',
        description: '',
        scope: 's',
        scopeVersion: '',
        ...description,
      },
      temporality: 'cumulative',
      points: points.map(
        ([attributes, value, exemplars = []]) =>
          ({ attributes, value, startTime: START_TIME, exemplars }) as unknown as SeriesPoint,
      ),
    })),
  };
}
