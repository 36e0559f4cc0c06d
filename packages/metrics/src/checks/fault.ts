import type { MetricSpec } from '../declare/definition.js';
import type { RuleId } from './rule.js';

/** Why a definition is refused: the parts of `<what>: <wrong>; <todo>`. */
export interface Fault {
  /** The rule that is broken. */
  readonly id: RuleId;
  /** What is wrong, with the value shown. */
  readonly wrong: string;
  /** What to do, in words, for where none of the changes passes. */
  readonly todo: string;
  /** What might be written instead, the best first. Nothing of it is proposed before it has passed every check. */
  readonly changes?: readonly Change[];
}

/** What a fault would have written otherwise. Names are whole, prefix included. */
export type Change = Partial<Pick<MetricSpec, 'name' | 'unit' | 'attributes'>>;

/** The faults that are found in the items, each looked for when it is asked for. */
export function* faultsOf<T, F = Fault>(items: Iterable<T>, fault: (item: T) => F | undefined): Iterable<F> {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) yield found;
  }
}

/** The first fault that is found in any of the items. */
export function firstFault<T, F = Fault>(items: Iterable<T>, fault: (item: T) => F | undefined): F | undefined {
  for (const found of faultsOf(items, fault)) return found;
  return undefined;
}
