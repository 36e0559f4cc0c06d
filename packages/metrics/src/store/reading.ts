import { systemClock } from '@portcall/core';
import type { BoundMetric } from '../series/bound-metric.js';
import type { Series } from '../series/series.js';
import type { StoreCells } from './cells.js';
import { DeltaColumn } from './delta-column.js';
import { ExemplarReader } from './exemplars/exemplar-reader.js';
import { ExponentialDeltas } from './exponential/exponential-deltas.js';
import type { Collection, MetricPoints, Reading, SeriesPoint, Temporality } from './point.js';

type Metric = BoundMetric<StoreCells>;
type Bound = ReadonlyMap<string, Metric>;

/** What one delta reader has been given of a metric. */
type Deltas = DeltaColumn | ExponentialDeltas;

/** A view of what was bound, now and later. */
export function readingOf(bound: Bound, temporality: Temporality): Reading {
  return temporality === 'cumulative' ? cumulativeReading(bound) : deltaReading(bound);
}

function cumulativeReading(bound: Bound): Reading {
  const exemplars = new ExemplarReader();
  return {
    temporality: 'cumulative',
    collect: () => collectionOf(bound, systemClock.wall(), (metric) => cumulative(metric, exemplars)),
  };
}

/**
 * A series' numbers are taken when its point is: what was collected and never looked at comes with the next collection.
 * Once there is a newer one, an older one has nothing left to give.
 */
function deltaReading(bound: Bound): Reading {
  const columns = new Map<string, Deltas>();
  const exemplars = new ExemplarReader();
  let latest = 0;
  return {
    temporality: 'delta',
    collect() {
      latest += 1;
      const [mine, time] = [latest, systemClock.wall()];
      return collectionOf(bound, time, (metric) => {
        if (!isDelta(metric)) return cumulative(metric, exemplars);
        const column = columnOf(columns, metric);
        return metricPoints(
          metric,
          'delta',
          deltas(metric, exemplars, column, time, () => mine === latest),
        );
      });
    },
  };
}

/** As OpenTelemetry's delta preference has it: the sum of what goes up and down is of use only as a whole. */
function isDelta({ definition: { kind } }: Metric): boolean {
  return kind === 'counter' || kind === 'histogram';
}

function columnOf(columns: Map<string, Deltas>, { definition }: Metric): Deltas {
  const known = columns.get(definition.name);
  if (known !== undefined) return known;
  const column: Deltas = definition.buckets === 'exponential' ? new ExponentialDeltas() : new DeltaColumn(definition);
  columns.set(definition.name, column);
  return column;
}

function collectionOf(bound: Bound, time: number, pointsOf: (metric: Metric) => MetricPoints): Collection {
  const metrics: MetricPoints[] = [];
  for (const metric of bound.values()) if (metric.series.size > 0) metrics.push(pointsOf(metric));
  return { time, metrics };
}

function cumulative(metric: Metric, exemplars: ExemplarReader): MetricPoints {
  return metricPoints(metric, 'cumulative', wholes(metric, exemplars));
}

function metricPoints(
  { definition, series: { columns } }: Metric,
  temporality: Temporality,
  points: Iterable<SeriesPoint>,
): MetricPoints {
  return { metric: definition, temporality, columns, points };
}

/** A series that is gone since is left out; one that has its slot by now is read instead. */
function wholes({ series, cells }: Metric, exemplars: ExemplarReader): Iterable<SeriesPoint> {
  const read = cells.reader();
  return new StoredPoints(series, exemplars.of(cells.exemplars), (slot, point) => {
    if (series.birthOf(slot) === 0) return false;
    point.set(slot, read(slot), cells.startTime(slot));
    return true;
  });
}

function deltas(
  { series, cells }: Metric,
  exemplars: ExemplarReader,
  column: Deltas,
  time: number,
  isLatest: () => boolean,
): Iterable<SeriesPoint> {
  const [read, take] = [cells.reader(), column.taker(time)];
  return new StoredPoints(series, exemplars.of(cells.exemplars), (slot, point) => {
    const birth = series.birthOf(slot);
    if (birth === 0 || !isLatest()) return false;
    column.isOf(slot, birth);
    const since = column.since(slot, cells.startTime(slot));
    const change = take(slot, read(slot) as never);
    if (change === undefined) return false;
    point.set(slot, change, since);
    return true;
  });
}

/** Puts what a series has to say into the point; false where that is nothing. */
type ReadInto = (slot: number, point: StoredPoint) => boolean;

type ExemplarsOf = (slot: number) => SeriesPoint['exemplars'];

const NO_MORE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * The series that there are when the first of them is read. No generator, as to resume one takes as long as to read a series,
 * and leaves something behind each time.
 */
class StoredPoints implements IterableIterator<SeriesPoint> {
  private slots: readonly number[] | undefined;
  private read = 0;
  private readonly point: StoredPoint;
  private readonly result: IteratorYieldResult<SeriesPoint>;

  constructor(
    private readonly series: Series,
    exemplarsOf: ExemplarsOf,
    private readonly readInto: ReadInto,
  ) {
    this.point = new StoredPoint(series, exemplarsOf);
    this.result = { done: false, value: this.point };
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<SeriesPoint, undefined> {
    this.slots ??= this.series.slots();
    const { slots, point } = this;
    while (this.read < slots.length) {
      const slot = slots[this.read] as number;
      this.read += 1;
      if (this.readInto(slot, point)) return this.result;
    }
    return NO_MORE;
  }
}

/** A point that is written over with one series after the other, so that reading leaves nothing behind. */
class StoredPoint implements SeriesPoint {
  readonly ids: Int32Array;
  value: SeriesPoint['value'] = 0;
  startTime = 0;
  exemplars: SeriesPoint['exemplars'] = [];
  private slot = 0;

  constructor(
    private readonly series: Series,
    private readonly exemplarsOf: ExemplarsOf,
  ) {
    this.ids = new Int32Array(series.columns.length);
  }

  set(slot: number, value: SeriesPoint['value'], startTime: number): void {
    this.slot = slot;
    this.series.readIds(slot, this.ids);
    this.value = value;
    this.startTime = startTime;
    this.exemplars = this.exemplarsOf(slot);
  }

  get attributes(): SeriesPoint['attributes'] {
    return this.series.attributesOf(this.slot);
  }
}
