import type { Fix } from './fix.js';
import type { Level, RuleId } from './rule.js';

/** A rule that a catalog breaks. */
export interface Finding {
  readonly id: RuleId;
  readonly level: Level;
  /** The catalog's scope; empty where it has none yet. */
  readonly scope: string;
  /** The metric's whole name, or empty where the whole catalog is meant. */
  readonly metric: string;
  /** `<what is wrong>; <what to do>` */
  readonly message: string;
  /** What to write instead, where that is known: it has passed every check. */
  readonly fix?: Fix;
  /** The metric's whole name with the fix, where that is another one. */
  readonly renamedTo?: string;
}
