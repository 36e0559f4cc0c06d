import type { MetricDescription, MetricPoints } from '@portcall/metrics';
import { mergedDelta } from './merged-point.js';
import type { ReadMetric, ReadPoint } from './read-metrics.js';

/** What several readings say that follow each other, each series once. */
export class MergedMetrics {
  private readonly all = new Map<string, MergedMetric>();

  get metrics(): readonly MetricPoints[] {
    return [...this.all.values()];
  }

  /** The points of a metric are for this one. */
  of({ metric, temporality, form }: ReadMetric): MergedMetric {
    const { name, kind, unit, description, scope, scopeVersion, scopeSchemaUrl } = metric;
    const key = JSON.stringify([scope, scopeVersion, scopeSchemaUrl, name, kind, unit, description, form, temporality]);
    const known = this.all.get(key);
    if (known !== undefined) return known;
    const merged = new MergedMetric(metric, temporality);
    this.all.set(key, merged);
    return merged;
  }
}

class MergedMetric implements MetricPoints {
  readonly points: ReadPoint[] = [];
  /** Where the newest point of a series is. */
  private readonly places = new Map<string, number>();

  constructor(
    readonly metric: MetricDescription,
    readonly temporality: MetricPoints['temporality'],
  ) {}

  /** A point that is newer than all of its series so far. */
  add(point: ReadPoint): void {
    const place = this.places.get(point.key) ?? this.points.length;
    const older = this.points[place];
    const merged = older === undefined || this.temporality === 'cumulative' ? point : mergedDelta(older, point);
    const at = merged === undefined ? this.points.length : place;
    this.points[at] = merged ?? point;
    this.places.set(point.key, at);
  }
}
