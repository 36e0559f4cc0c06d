import type { Definition } from '@portcall/metrics';
import type { Fault } from '@portcall/metrics/internal';
import type { Translation } from '../profile.js';

/** What a metric that is accepted is held against. */
export interface Circumstances {
  /** How many series a metric may have. */
  readonly maxSeries: number;
  /** The back end that is asked for; undefined where none is. */
  readonly backEnd: Translation | undefined;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** What may be better about a metric that is accepted, or undefined where nothing is. */
export type Advice = (metric: Definition, circumstances: Circumstances) => Fault | undefined;
