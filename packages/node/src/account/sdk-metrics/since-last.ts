import type { HistogramValue, MetricPoints, SeriesPoint } from '@portcall/metrics';

type Counted = number | HistogramValue;

/** What goes up, as one reader of deltas wants it: since it has read last. What goes up and down stays as it is. */
export class SinceLast {
  private readonly before = new Map<string, Counted>();
  private readAt: number | undefined;

  /** @param now in milliseconds since 1970 */
  of(metrics: readonly MetricPoints[], now: number): readonly MetricPoints[] {
    const since = this.readAt;
    this.readAt = now;
    return metrics.map((one) => (one.metric.kind === 'upDownCounter' ? one : this.delta(one, since)));
  }

  private delta({ metric, points }: MetricPoints, since: number | undefined): MetricPoints {
    const deltas = Array.from(points, (point) => this.pointSince(metric.name, point, since));
    return { metric, temporality: 'delta', points: deltas };
  }

  private pointSince(name: string, point: SeriesPoint, since: number | undefined): SeriesPoint {
    const key = JSON.stringify([name, point.attributes]);
    const value = point.value as Counted;
    const before = this.before.get(key);
    this.before.set(key, value);
    return { ...point, value: difference(value, before), startTime: since ?? point.startTime };
  }
}

function difference(now: Counted, before: Counted | undefined): Counted {
  if (before === undefined) return now;
  if (typeof now === 'number') return now - (before as number);
  const { count, sum } = before as HistogramValue;
  return { ...now, count: now.count - count, sum: now.sum - sum, buckets: [now.count - count] };
}
