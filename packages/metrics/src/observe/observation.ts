import type { AttributeValue } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';

/** A value that a callback has said of one series; it has passed the guard. */
export interface Observation {
  readonly metric: Definition;
  /** In the order in which the attributes are declared; undefined where an optional one is absent. */
  readonly attributes: readonly (AttributeValue | undefined)[];
  readonly value: number;
}

/** What the callbacks said at one time. */
export type Observed = readonly Observation[];
