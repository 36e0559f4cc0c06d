import type { Definition } from '../declare/definition.js';
import type { Cells } from './cell.js';
import type { Series } from './series.js';

/** A metric on one backend: its series, and where their numbers go. */
export interface BoundMetric<C extends Cells = Cells> {
  readonly definition: Definition;
  readonly series: Series;
  readonly cells: C;
}
