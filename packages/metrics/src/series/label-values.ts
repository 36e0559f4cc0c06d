import type { AttributeValue } from '../declare/attribute.js';
import type { SeriesValue } from './attribute-reading.js';

export const UNKNOWN = -1;

/** Two ways of 128 places: 1 kB per attribute, from the first text on. */
const PLACES = 256;
const NO_PLACES = new Int32Array(PLACES);

/** After so many misses it is asked whether looking pays. */
const ROUND = 256;

/**
 * One attribute of a metric with the values that its series have, each of which has a number. A number may stand for
 * another value once no series has its own: whoever keeps something by number keeps the value too, and compares.
 */
export interface LabelColumn {
  readonly key: string;
  /** The value of a number that a series has; undefined where an optional attribute is absent. */
  valueOf(id: number): AttributeValue | undefined;
}

/**
 * The values that one attribute has in a metric's series, each with a small whole number that stands for it.
 *
 * A Map costs 12 to 20 ns per look-up, most of it the hash, for which V8 has to go to the string's header and into its
 * table. So texts are first looked for by their length and last characters, in a table that is verified with ===: 3 ns.
 * Where texts differ elsewhere, or there are too many, most of it misses, and it is switched off.
 */
export class LabelValues {
  private readonly ids = new Map<SeriesValue, number>();
  /** By number; undefined where none has it any more, as is the value of an attribute that is absent. */
  private readonly values: SeriesValue[] = [];
  /** By number, how many series have the value. */
  private readonly uses: number[] = [];
  private readonly free: number[] = [];
  private places = NO_PLACES;
  private isProbed = true;
  private misses = 0;
  private roundBegan = 0;

  /** How many different values there are. */
  get size(): number {
    return this.ids.size;
  }

  /**
   * The number of a value that a series has, or {@link UNKNOWN}.
   * @param visit how many look-ups there have been, as it is only compared: against it misses are held
   */
  idOf(value: SeriesValue, visit: number): number {
    if (typeof value !== 'string' || !this.isProbed || value.length < 2) return this.ids.get(value) ?? UNKNOWN;
    const length = value.length;
    const place = placeOf(length, value.charCodeAt(length - 1), value.charCodeAt(length - 2));
    const places = this.places;
    const first = places[place] as number;
    if (this.values[first] === value) return first;
    const second = places[place + 1] as number;
    if (this.values[second] === value) return second;
    return this.missed(value, place, visit);
  }

  valueOf(id: number): SeriesValue {
    return this.values[id];
  }

  /** The number of a value that one more series has. */
  take(value: SeriesValue): number {
    const id = this.ids.get(value) ?? this.newId(value);
    this.uses[id] = (this.uses[id] as number) + 1;
    return id;
  }

  /** One series less has it. */
  release(id: number): void {
    this.uses[id] = (this.uses[id] as number) - 1;
    if (this.uses[id] !== 0) return;
    this.ids.delete(this.values[id]);
    this.values[id] = undefined;
    this.free.push(id);
  }

  private newId(value: SeriesValue): number {
    const id = this.free.pop() ?? this.values.length;
    this.ids.set(value, id);
    this.values[id] = value;
    this.uses[id] = 0;
    return id;
  }

  private missed(value: SeriesValue, place: number, visit: number): number {
    const id = this.ids.get(value);
    if (id === undefined) return UNKNOWN;
    if (this.places === NO_PLACES) this.places = new Int32Array(PLACES);
    const places = this.places;
    places[place + 1] = places[place] as number;
    places[place] = id;
    this.misses += 1;
    if (this.misses === ROUND) this.endRound(visit);
    return id;
  }

  private endRound(visit: number): void {
    this.misses = 0;
    if (((visit - this.roundBegan) | 0) < 3 * ROUND) this.isProbed = false;
    this.roundBegan = visit;
  }
}

/** In whole numbers of 32 bits: a sum that may be greater is a number on the heap. */
function placeOf(length: number, last: number, before: number): number {
  return (Math.imul(last ^ (before << 4) ^ (length << 9), 0x9e3779b1) >>> 24) & -2;
}
