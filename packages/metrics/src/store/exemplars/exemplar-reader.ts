import type { Exemplar } from './exemplar.js';
import type { Exemplars } from './exemplars.js';

/** What one reader has had of exemplars. */
export class ExemplarReader {
  private readonly had = new WeakMap<Exemplars, number>();

  /** Reads, by slot, the exemplars of a metric since this reader last did. The first one ends the interval. */
  of(exemplars: Exemplars): (slot: number) => readonly Exemplar[] {
    let interval: { readonly since: number; readonly until: number } | undefined;
    return (slot) => {
      interval ??= this.nextInterval(exemplars);
      return exemplars.between(slot, interval.since, interval.until);
    };
  }

  private nextInterval(exemplars: Exemplars): { readonly since: number; readonly until: number } {
    const since = this.had.get(exemplars) ?? 0;
    const until = exemplars.endInterval();
    this.had.set(exemplars, until);
    return { since, until };
  }
}
