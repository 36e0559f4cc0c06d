import { checkedCount, checkOptions } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import { sampleNames } from '../naming/families.js';
import type { BoundMetric } from '../series/bound-metric.js';
import { type Cell, CellList, type Cells, type MakeCell } from '../series/cell.js';
import { DEFAULT_SERIES_LIMIT, Series } from '../series/series.js';
import type { Backend } from './backend.js';
import { guardedAdding, guardedRecording } from './guarded-recorder.js';

export interface GuardedOptions {
  /**
   * Combinations of attributes kept as they come, per metric. Past it the attribute with the most values is recorded as
   * `_other`, totals stay exact, and it is reported once.
   * @default 2000
   */
  readonly seriesLimit?: number;
}

/** A backend whose recorders check every value and find its series before its cells see it. */
export interface GuardedBackend<C extends Cells> extends Backend {
  /** The metrics bound so far with their series, in the order of binding. */
  readonly bound: ReadonlyMap<string, BoundMetric<C>>;
  /** Refuses and counts every recording from now on, by whatever recorder, also of metrics that are bound later. */
  readonly close: () => void;
}

/** What a backend that is made here needs besides. */
export interface GuardedCells<C extends Cells> extends GuardedBackend<C> {
  readonly seriesLimit: number;
  readonly isClosed: () => boolean;
  /**
   * The metric of a definition that is observed, bound now where it is not yet: without the zeros of one that is recorded.
   * @throws Error where it is bound with another declaration, or writes the sample of another metric
   */
  readonly observedMetric: (definition: Definition) => BoundMetric<C>;
}

/**
 * The guard that every remembering backend stands behind: numbers, attributes and the number of series are checked
 * here, so that a backend is no more than what it does with a good value.
 *
 * @param makeCell called once per new series
 * @throws Error for a series limit that is not a positive whole number, and for other options
 */
export function guarded<C extends Cell>(
  makeCell: MakeCell<C>,
  options: GuardedOptions = {},
): GuardedBackend<CellList<C>> {
  return guardedCells((definition) => new CellList(definition, makeCell), options);
}

/**
 * As {@link guarded}, for a backend that keeps all series of a metric in one place.
 * @param makeCells called once per metric
 */
export function guardedCells<C extends Cells>(
  makeCells: (definition: Definition) => C,
  options: GuardedOptions = {},
): GuardedCells<C> {
  checkOptions(options, { seriesLimit: true }, 'a backend');
  const { seriesLimit = DEFAULT_SERIES_LIMIT } = options;
  checkedCount(seriesLimit, 'seriesLimit', 'give the number of series per metric');
  const bound = new Map<string, BoundMetric<C>>();
  const writers = new Map<string, string>(); // metrics by the names of the samples they write
  let isClosed = false;

  /** A catalog bound twice, or built twice by two copies of a package, records into the same series. */
  function metricOf(definition: Definition, isBornAtZero = true): BoundMetric<C> {
    const known = bound.get(definition.name);
    if (known !== undefined) {
      checkAlike(known.definition, definition);
      return known;
    }
    for (const named of [...(definition.formerly ?? []), definition]) claimSamples(named, writers);
    const cells = makeCells(definition);
    const series = new Series(definition, cells, seriesLimit, isBornAtZero);
    if (isClosed) endAtOnce(series);
    const metric = { definition, series, cells };
    bound.set(definition.name, metric);
    return metric;
  }

  const adding = (definition: Definition) => guardedAdding(metricOf(definition));
  const recording = (definition: Definition) => guardedRecording(metricOf(definition));
  return {
    bound,
    counter: adding,
    upDownCounter: adding,
    gauge: recording,
    histogram: recording,
    seriesLimit,
    isClosed: () => isClosed,
    observedMetric: (definition) => metricOf(definition, false),
    close() {
      isClosed = true;
      for (const { series } of bound.values()) series.close();
    },
  };
}

/** Without the zeros that its counters are born with. */
function endAtOnce(series: Series): void {
  series.close();
  series.reset();
}

function checkAlike(known: Definition, definition: Definition): void {
  for (const aspect of ['kind', 'unit', 'boundaries', 'buckets', 'attributes', 'scope'] as const) {
    const [before, now] = [spelled(known[aspect]), spelled(definition[aspect])];
    if (before === now) continue;
    throw new Error(
      `${definition.name}: already bound to this backend with another ${aspect} (${before}, now ${now}); rename one of ` +
        'them, or give its catalog another prefix',
    );
  }
}

/** Catalogs whose names are spelled by different rules can still meet in one name at the endpoint. */
function claimSamples(definition: Definition, writers: Map<string, string>): void {
  const samples = sampleNames(definition);
  for (const sample of samples) {
    const writer = writers.get(sample);
    if (writer === undefined) continue;
    throw new Error(
      `${definition.name}: ${writer}, which is bound to this backend, writes the Prometheus name ${sample} too; rename ` +
        'one of them, or give its catalog another prefix',
    );
  }
  for (const sample of samples) writers.set(sample, definition.name);
}

/** Attributes in another order are the same attributes. */
function spelled(aspect: Definition[keyof Definition]): string {
  const inOrder = typeof aspect === 'object' && !Array.isArray(aspect) ? Object.entries(aspect).sort() : aspect;
  return JSON.stringify(inOrder);
}
