import type { Meter } from '@opentelemetry/api';
import type { Backend, BoundMetric, Definition, GuardedOptions, SeriesAttributes } from '@portcall/metrics';
import { CellList, guardedCells, leaveToObservers, observing } from '@portcall/metrics/internal';
import { reportProblemsToDiag } from '../diag.js';
import { EARLY_HISTOGRAM_VALUES } from './early.js';
import {
  connectToGlobal,
  fixedSource,
  globalSource,
  type MeterProviderLike,
  type MeterSource,
} from './meter-source.js';
import { Observables } from './observables.js';
import { InstrumentCell, Outlet } from './outlet.js';

export type InstrumentsOptions = GuardedOptions;

/**
 * The backend that maps every definition onto the OpenTelemetry instrument of its kind. Values pass the same guard as in
 * a store, so none that the SDK would choke on reaches it.
 *
 * Without `source` the instruments belong to the global meter provider, whichever that is and whenever it comes: what is
 * recorded before is kept and handed over. Sums and last values are kept whole, histogram values up to 10,000 per
 * backend; what exceeds that is counted and reported. Each catalog's scope and version name its meter.
 *
 * The SDK has a series limit of its own, 2,000, past which it drops every attribute; `registerInstrumentation()` sets it
 * high enough, and who sets up the SDK otherwise should too (`cardinalityLimits` of the metric reader).
 *
 * A histogram with `buckets: 'exponential'` is an ordinary histogram instrument without advice: its buckets are what a view
 * of the provider's owner says.
 *
 * An OpenTelemetry instrument cannot forget a series: `remove()` and `clear()` of a recorder do nothing here, and say so
 * once. What is observed becomes observable instruments; a series that is not observed any more the SDK goes on exporting
 * to its cumulative readers. A counter is to be observed before it is bound: bound, it begins at zero.
 *
 * @param source a meter that takes every scope, or a provider that is asked for a meter per scope
 * @throws Error for a series limit that is not a positive whole number, and for other options
 */
export function instruments(source?: Meter | MeterProviderLike, options: InstrumentsOptions = {}): Backend {
  if (source !== undefined) return instrumentsOf(fixedSource(source), options).backend;
  const { backend, connect } = instrumentsOf(globalSource, options);
  connectToGlobal(connect);
  return backend;
}

/**
 * The SDK keeps a series for as long as its provider lives. Forgotten here alone, series that come and go would take it past
 * its own limit.
 */
const UNFORGETTABLE = true;

export interface SourcedInstruments {
  readonly backend: Backend;
  /** To be called when the source's state has changed. */
  readonly connect: () => void;
}

/** `instruments()` for a source that opens and closes. */
export function instrumentsOf(source: MeterSource, options: InstrumentsOptions = {}): SourcedInstruments {
  reportProblemsToDiag();
  const byName = new Map<string, Outlet>();
  const room = { left: EARLY_HISTOGRAM_VALUES };
  const outletOf = (definition: Definition): Outlet => {
    const known = byName.get(definition.name);
    if (known !== undefined) return known;
    const outlet = new Outlet(definition, source, room, connect);
    byName.set(definition.name, outlet);
    return outlet;
  };
  const makeCell = (definition: Definition, attributes: SeriesAttributes): InstrumentCell =>
    new InstrumentCell(outletOf(definition), attributes);
  const {
    bound,
    observedMetric,
    seriesLimit,
    isClosed: _isClosed,
    close: _close,
    ...backend
  } = guardedCells((definition) => new CellList(definition, makeCell, UNFORGETTABLE), options);
  const observables = new Observables({ source, seriesLimit, connectAll: connect });
  const observe = observing((definitions, callback) => {
    const metrics = definitions.map(observedMetric);
    for (const metric of metrics) checkUnbegun(metric);
    for (const metric of metrics) leaveToObservers(metric);
    return observables.add(definitions, callback);
  });
  function connect(): void {
    for (const [name, outlet] of byName) {
      const series = bound.get(name)?.series;
      outlet.connect(series?.slots().map((slot) => series.attributesOf(slot)) ?? []);
    }
    observables.connect();
  }
  return { backend: Object.freeze({ ...backend, observe }), connect };
}

/** @throws Error where there are series already: the SDK would export its instrument beside the observable one. */
function checkUnbegun({ definition: { name, kind }, series }: BoundMetric): void {
  if (series.size === 0) return;
  const why = kind === 'counter' ? 'was bound before, and has begun at zero' : 'was recorded before';
  throw new Error(
    `${name}: ${why}, which OpenTelemetry cannot forget; observe it first, or leave it out of what is bound`,
  );
}
