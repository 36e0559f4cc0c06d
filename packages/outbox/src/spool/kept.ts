import type { SpooledEntry } from '../spool.js';
import type { Segment } from './segment.js';

/** Where an entry is. */
export class Kept implements SpooledEntry {
  isDone = false;

  constructor(
    readonly segment: Segment,
    readonly at: number,
    readonly items: number,
    readonly size: number,
  ) {}
}
