import type { Undo } from '@portcall/core';
import type { AttributeKinds, AttributesArgument, AttributesOf, NoAttributes } from '../declare/attribute.js';
import type { Definition, InstrumentKind } from '../declare/definition.js';

/** The kinds that can be observed: a histogram needs every single value. */
export type ObservableKind = Exclude<InstrumentKind, 'histogram'>;

/**
 * What a callback says the values of one metric by. A gauge's value is what it is now; those of a counter and an up-down
 * counter are the totals so far, not what came since the last time.
 *
 * What is said of one series more than once is added up, and of a gauge the last value counts. Never throws: values and
 * attributes pass the guard that recordings pass.
 */
export interface ObservableResult<A extends object = NoAttributes> {
  readonly observe: (value: number, ...attributes: AttributesArgument<A>) => void;
}

/** As {@link ObservableResult}, for a callback of several metrics. */
export interface BatchObservableResult<D extends Definition = Definition> {
  readonly observe: <E extends D>(metric: E, value: number, ...attributes: AttributesOfMetric<E>) => void;
}

// Distributes: of a metric that is one of several, what fits any of them.
type AttributesOfMetric<D extends Definition> =
  D extends Definition<InstrumentKind, infer S> ? AttributesArgument<AttributesOf<S>> : never;

/**
 * Calls back whenever metrics are read, for values that are kept elsewhere: the length of a queue, the size of a pool.
 *
 * The callback says what there is, and what it does not say is not in that collection. It may be async and has a second; one that throws,
 * rejects or takes longer costs its own metrics only, in that collection, and is counted and reported once as `record.observe`.
 * While it is still running it is not called again: whoever reads meanwhile gets what that run says, within its second.
 *
 * A metric is recorded or observed, not both: what is recorded of it from now on is refused and counted.
 *
 * @returns undo, also with `using`
 * @throws Error for a histogram and what else cannot be observed, for a metric that was recorded on this backend before,
 *   and for one that is declared differently there
 * @see https://opentelemetry.io/docs/specs/otel/metrics/api/#asynchronous-instrument-api
 */
export interface Observe {
  <S extends AttributeKinds>(
    metric: Definition<ObservableKind, S>,
    callback: (result: ObservableResult<AttributesOf<S>>) => void | Promise<void>,
  ): Undo;
  /** Several metrics by one callback, so that what they have in common is asked for once. */
  <const D extends Definition<ObservableKind>>(
    metrics: readonly D[],
    callback: (result: BatchObservableResult<D>) => void | Promise<void>,
  ): Undo;
}
