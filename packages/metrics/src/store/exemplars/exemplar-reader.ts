import type { Exemplar } from './exemplar.js';
import type { Exemplars } from './exemplars.js';

/** What one reader has had of exemplars. */
export class ExemplarReader {
  private readonly had = new WeakMap<Exemplars, number>();

  /** Reads, by slot, the exemplars of a metric since this reader last did. */
  of(exemplars: Exemplars): (slot: number) => readonly Exemplar[] {
    const since = this.had.get(exemplars) ?? 0;
    const until = exemplars.endInterval();
    this.had.set(exemplars, until);
    return (slot) => exemplars.between(slot, since, until);
  }
}
