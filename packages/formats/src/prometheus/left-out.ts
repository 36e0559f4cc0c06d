import { report } from '@portcall/core';
import type { MetricDescription } from '@portcall/metrics';

/** Counts what of one metric is left out of a scrape, and says it once per metric. */
export class LeftOut {
  /** Points that are not what their kind of metric holds, or cannot be read. */
  unreadable = 0;
  /** Points whose name or labels are taken, or cannot be had. */
  taken = 0;

  constructor(private readonly metric: MetricDescription) {}

  speak(): void {
    const { name } = this.metric;
    if (this.unreadable > 0) {
      report({
        key: 'export.points_unsendable',
        about: name,
        message: `${name}: a data point is not what its kind of metric holds; it is left out of this and every scrape that has it; record finite numbers only`,
        count: this.unreadable,
      });
    }
    if (this.taken > 0) {
      report({
        key: 'export.points_taken',
        about: name,
        message: `${name}: its name or labels become those of another metric or series, or nothing that Prometheus takes; what came later is left out of this and every scrape; rename it or its attributes`,
        count: this.taken,
      });
    }
  }
}
