import { systemClock } from '@portcall/core';
import type { Definition } from '../declare/definition.js';
import type { BoundMetric } from '../series/bound-metric.js';
import type { Series } from '../series/series.js';
import type { StoreCells } from './cells.js';
import { DeltaColumn } from './delta-column.js';
import { ExemplarReader } from './exemplars/exemplar-reader.js';
import { ExponentialDeltas } from './exponential/exponential-deltas.js';
import { formerNames } from './former-names.js';
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
  const exemplars = exemplarReaders();
  return {
    temporality: 'cumulative',
    collect: () => collectionOf(bound, systemClock.wall(), (metric, as) => cumulative(metric, as, exemplars(as))),
  };
}

/** One for each name, so that a metric's former name takes nothing from it. */
function exemplarReaders(): (as: Definition) => ExemplarReader {
  const [all, former] = [new ExemplarReader(), new Map<string, ExemplarReader>()];
  return ({ name, deprecated }) => {
    if (deprecated === undefined) return all;
    const known = former.get(name) ?? new ExemplarReader();
    former.set(name, known);
    return known;
  };
}

/**
 * A series' numbers are taken when its point is: what was collected and never looked at comes with the next collection.
 * Once there is a newer one, an older one has nothing left to give.
 */
function deltaReading(bound: Bound): Reading {
  const columns = new Map<string, Deltas>();
  const exemplars = exemplarReaders();
  let latest = 0;
  return {
    temporality: 'delta',
    collect() {
      latest += 1;
      const [mine, time] = [latest, systemClock.wall()];
      return collectionOf(bound, time, (metric, as) => {
        if (!isDelta(metric)) return cumulative(metric, as, exemplars(as));
        const column = columnOf(columns, metric, as);
        const points = deltas(metric, exemplars(as), column, time, () => mine === latest);
        return metricPoints(metric, as, 'delta', points);
      });
    },
  };
}

/** As OpenTelemetry's delta preference has it: the sum of what goes up and down is of use only as a whole. */
function isDelta({ definition: { kind } }: Metric): boolean {
  return kind === 'counter' || kind === 'histogram';
}

function columnOf(columns: Map<string, Deltas>, { definition }: Metric, { name }: Definition): Deltas {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const column: Deltas = definition.buckets === 'exponential' ? new ExponentialDeltas() : new DeltaColumn(definition);
  columns.set(name, column);
  return column;
}

/** @param pointsOf what a metric has under its own name, or under a former one */
function collectionOf(
  bound: Bound,
  time: number,
  pointsOf: (metric: Metric, as: Definition) => MetricPoints,
): Collection {
  const metrics: MetricPoints[] = [];
  for (const metric of bound.values()) {
    if (metric.series.size === 0) continue;
    metrics.push(pointsOf(metric, metric.definition));
    for (const former of formerNames(metric.definition, time)) metrics.push(pointsOf(metric, former));
  }
  return { time, metrics };
}

function cumulative(metric: Metric, as: Definition, exemplars: ExemplarReader): MetricPoints {
  return metricPoints(metric, as, 'cumulative', wholes(metric, exemplars));
}

function metricPoints(
  { series: { columns } }: Metric,
  metric: Definition,
  temporality: Temporality,
  points: Iterable<SeriesPoint>,
): MetricPoints {
  return { metric, temporality, columns, points };
}

function wholes({ series, cells }: Metric, exemplars: ExemplarReader): Iterable<SeriesPoint> {
  return new StoredPoints(series, () => {
    const point = new StoredPoint(series, exemplars.of(cells.exemplars));
    const read = cells.reader();
    return (slot) => point.at(slot, read(slot), cells.startTime(slot));
  });
}

function deltas(
  { series, cells }: Metric,
  exemplars: ExemplarReader,
  column: Deltas,
  time: number,
  isLatest: () => boolean,
): Iterable<SeriesPoint> {
  return new StoredPoints(series, () => {
    const point = new StoredPoint(series, exemplars.of(cells.exemplars));
    const [read, take] = [cells.reader(), column.taker(time)];
    return (slot) => {
      if (!isLatest()) return undefined;
      column.isOf(slot, series.birthOf(slot));
      const since = column.since(slot, cells.startTime(slot));
      const change = take(slot, read(slot) as never);
      return change === undefined ? undefined : point.at(slot, change, since);
    };
  });
}

/** What a series has to say; undefined where that is nothing. */
type PointAt = (slot: number) => SeriesPoint | undefined;

const NO_MORE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * The series that there are when the first of them is taken. One that is gone since is left out; one that is new waits for
 * the next collection, as it may have been there under another number. No generator, as to resume one takes as long as to read a
 * series, and leaves something behind each time.
 */
class StoredPoints implements IterableIterator<SeriesPoint> {
  private slots: readonly number[] = [];
  private taken = 0;
  private youngest = 0;
  private pointAt: PointAt | undefined;
  private readonly result = { done: false as const, value: undefined as unknown as SeriesPoint };

  /** @param begin called when the first series is taken */
  constructor(
    private readonly series: Series,
    private readonly begin: () => PointAt,
  ) {}

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<SeriesPoint, undefined> {
    const pointAt = this.pointAt ?? this.open();
    const { slots, result } = this;
    while (this.taken < slots.length) {
      const slot = slots[this.taken] as number;
      this.taken += 1;
      const birth = this.series.birthOf(slot);
      if (birth === 0 || birth > this.youngest) continue;
      const point = pointAt(slot);
      if (point === undefined) continue;
      result.value = point;
      return result;
    }
    return NO_MORE;
  }

  private open(): PointAt {
    this.slots = this.series.slots();
    this.youngest = this.series.youngest;
    this.pointAt = this.begin();
    return this.pointAt;
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
    private readonly exemplarsOf: (slot: number) => SeriesPoint['exemplars'],
  ) {
    this.ids = new Int32Array(series.columns.length);
  }

  at(slot: number, value: SeriesPoint['value'], startTime: number): this {
    this.slot = slot;
    this.series.readIds(slot, this.ids);
    this.value = value;
    this.startTime = startTime;
    this.exemplars = this.exemplarsOf(slot);
    return this;
  }

  get attributes(): SeriesPoint['attributes'] {
    return this.series.attributesOf(this.slot);
  }
}
