import type { Meter, Observable, ObservableResult } from '@opentelemetry/api';
import { systemClock } from '@portcall/core';
import type { Cells, Definition, SeriesAttributes } from '@portcall/metrics';
import {
  formerNames,
  type Observed,
  type Observer,
  type ObserverCallback,
  Observers,
  observedSeries,
} from '@portcall/metrics/internal';
import { backendObservable, catalogBackendOf } from './catalog-backend.js';
import { reportInstrument } from './instrument-write.js';
import type { MeterSource } from './meter-source.js';

/** A metric that is observed, and how it is taken off the provider that it is on. */
interface ObservedMetric {
  readonly definition: Definition;
  leave(): void;
}

export interface ObservablesOptions {
  readonly source: MeterSource;
  readonly seriesLimit: number;
  /** Called by whoever finds that there is a provider; held for as long as there are observers. */
  readonly connectAll: () => void;
}

/**
 * What is observed, as observable instruments of the provider that there is. A provider that is released keeps them until
 * there is another one: its last export shall have them.
 */
export class Observables {
  private readonly observers = new Observers();
  private readonly metrics = new Map<string, ObservedMetric>();
  /** What each observer says in this turn of the event loop: the SDK asks for one metric after the other. */
  private readonly thisTurn = new Map<Observer, Promise<Observed>>();

  constructor(private readonly options: ObservablesOptions) {}

  /** @returns undo, which may be called again */
  add(definitions: readonly Definition[], callback: ObserverCallback): () => void {
    const undo = this.observers.add(definitions, callback);
    for (const definition of definitions) {
      if (this.metrics.has(definition.name)) continue;
      this.metrics.set(definition.name, { definition, leave() {} });
      this.connectOne(definition);
    }
    this.hold();
    return () => {
      undo();
      for (const definition of definitions) this.leaveUnobserved(definition);
    };
  }

  /** To be called when the source's state has changed. */
  connect(): void {
    for (const { definition } of [...this.metrics.values()]) this.connectOne(definition);
    this.hold();
  }

  private connectOne(definition: Definition): void {
    const { source } = this.options;
    if (source.state() !== 'open') return;
    this.metrics.get(definition.name)?.leave();
    const callback = (result: ObservableResult): Promise<void> => this.tell(definition, result);
    const meter = source.meter(definition.scope, definition.scopeVersion);
    try {
      const observables = namesFor(meter, definition).map((named) => observableOf(meter, named));
      for (const observable of observables) observable.addCallback(callback);
      const leave = (): void => {
        for (const observable of observables) observable.removeCallback(callback);
      };
      this.metrics.set(definition.name, { definition, leave });
    } catch (cause) {
      reportInstrument(definition, cause);
    }
  }

  private leaveUnobserved(definition: Definition): void {
    if (this.observers.of(definition).length > 0) return;
    this.metrics.get(definition.name)?.leave();
    this.metrics.delete(definition.name);
  }

  /** Nobody else may hold what only waits for a provider. */
  private hold(): void {
    const { source, connectAll } = this.options;
    if (this.metrics.size > 0 && source.state() === 'waiting') source.hold?.(connectAll);
  }

  private async tell(definition: Definition, result: ObservableResult): Promise<void> {
    const observers = this.observers.of(definition);
    const said = (await Promise.all(observers.map((observer) => this.saidBy(observer)))).flat();
    const ofMetric = said.filter(({ metric }) => metric.name === definition.name);
    const series = observedSeries(ofMetric, (metric) => new ObservedCells(metric), this.options.seriesLimit);
    for (const [attributes, value] of series.get(definition.name)?.cells.values() ?? []) {
      result.observe(value, attributes);
    }
  }

  private saidBy(observer: Observer): Promise<Observed> {
    const known = this.thisTurn.get(observer);
    if (known !== undefined) return known;
    if (this.thisTurn.size === 0) queueMicrotask(() => this.thisTurn.clear());
    const said = observer.awaited();
    this.thisTurn.set(observer, said);
    return said;
  }
}

/** With its former names, unless a store of ours is behind the meter, which knows them. */
function namesFor(meter: Meter, definition: Definition): readonly Definition[] {
  if (catalogBackendOf(meter) !== undefined) return [definition];
  return [definition, ...formerNames(definition, systemClock.wall())];
}

function observableOf(meter: Meter, definition: Definition): Observable {
  const backend = catalogBackendOf(meter);
  if (backend?.observe !== undefined) return backendObservable(backend, definition);
  const { kind, name, unit, description } = definition;
  const options = { unit, description };
  if (kind === 'counter') return meter.createObservableCounter(name, options);
  if (kind === 'upDownCounter') return meter.createObservableUpDownCounter(name, options);
  return meter.createObservableGauge(name, options);
}

/** What was said in one collection of one metric: sums are put together, of a gauge the last value counts. */
class ObservedCells implements Cells {
  private readonly bySlot = new Map<number, { readonly attributes: SeriesAttributes; value: number }>();

  constructor(private readonly metric: Definition) {}

  begin(slot: number, attributes: () => SeriesAttributes): void {
    this.bySlot.set(slot, { attributes: attributes(), value: 0 });
  }

  write(slot: number, value: number): void {
    const cell = this.bySlot.get(slot);
    if (cell !== undefined) cell.value = this.metric.kind === 'gauge' ? value : cell.value + value;
  }

  end(slot: number): void {
    this.bySlot.delete(slot);
  }

  values(): Iterable<readonly [SeriesAttributes, number]> {
    return Array.from(this.bySlot.values(), ({ attributes, value }) => [attributes, value] as const);
  }
}
