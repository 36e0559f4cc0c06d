import { report, systemClock } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { AttributesArgument, NoAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { measuredUnit } from '../declare/unit.js';
import type { Histogram } from './recorder.js';

/** Seconds, milliseconds, … of a millisecond: how many of the unit pass in one. */
const PER_MILLISECOND: ReadonlyMap<string, number> = new Map([
  ['ns', 1e6],
  ['us', 1e3],
  ['ms', 1],
  ['s', 1e-3],
  ['min', 1e-3 / 60],
  ['h', 1e-3 / 3_600],
  ['d', 1e-3 / 86_400],
]);

/** Time is running; leaving the scope of a `using` records it once. */
export interface RunningTimer extends Disposable {
  /** Records now, in the histogram's unit, unless that has been done. */
  stop(): void;
}

/**
 * Measures the scope it lives in, in the histogram's own unit: `using timer = time(latency, { op: 'edit' })`.
 *
 * The attributes are read now: the app may change its object while the time runs.
 *
 * A histogram without a unit of time records nothing and is reported once. Never throws.
 */
export function time<A extends object = NoAttributes>(
  histogram: Histogram<A> & {
    readonly definition: Pick<Definition, 'name' | 'unit'>;
    readonly with: (...attributes: AttributesArgument<A>) => Histogram;
  },
  ...attributes: AttributesArgument<NoInfer<A>>
): RunningTimer {
  const { name, unit } = histogram.definition;
  const factor = PER_MILLISECOND.get(measuredUnit(unit));
  const series = histogram.with(...attributes);
  const startedAt = systemClock.monotonic();
  let running = true;
  const stop = (): void => {
    if (!running) return;
    running = false;
    if (factor === undefined) {
      report({
        key: 'record.time',
        about: name,
        message: `${name}: time() needs a unit of time, and this histogram has ${shown(unit)}; nothing is measured; declare unit "s" or "ms"`,
      });
      return;
    }
    series.record((systemClock.monotonic() - startedAt) * factor);
  };
  return { stop, [Symbol.dispose]: stop };
}
