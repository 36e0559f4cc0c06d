import { report } from '@portcall/core';
import type { MetricPoints, SeriesPoint } from '../store/point.js';
import { ColumnsBuilder } from './columns-builder.js';
import type { MetricColumns } from './metric-columns.js';
import { isSame, shapeOf } from './shape.js';

/** Points between two turns of the event loop: some milliseconds. */
const PER_TURN = 1_000;

/**
 * The columns of metrics. Yields after every thousand points, for whoever wants to let others have their turn. Never throws:
 * what cannot be read is left out and reported.
 */
export function* columnsOf(metrics: readonly MetricPoints[]): Generator<void, readonly MetricColumns[]> {
  const made: ColumnsBuilder[] = [];
  let taken = 0;
  for (const metric of metrics) {
    const builders = new Builders(metric);
    try {
      for (const point of metric.points) {
        builders.for(point.value).add(point);
        taken += 1;
        if (taken % PER_TURN === 0) yield;
      }
    } catch (cause) {
      reportUnread(metric.metric.name, cause);
    }
    made.push(...builders.all);
  }
  return made.map((builder) => builder.columns());
}

/** One for each shape that the values of a metric have: nearly always one. */
class Builders {
  readonly all: ColumnsBuilder[] = [];

  constructor(private readonly metric: MetricPoints) {}

  for(value: SeriesPoint['value']): ColumnsBuilder {
    const shape = shapeOf(value);
    const known = this.all.find((builder) => isSame(builder.shape, shape));
    if (known !== undefined) return known;
    const made = new ColumnsBuilder(this.metric, shape);
    this.all.push(made);
    return made;
  }
}

function reportUnread(name: string, cause: unknown): void {
  report({
    key: 'export.collect',
    about: name,
    message: `${name}: its data points could not be read; what was not read yet is missing in this scrape; fix the error`,
    cause,
  });
}
