import type { AttributeValue } from '../declare/attribute.js';
import type { SeriesValue } from './attribute-reading.js';

/**
 * One attribute of a metric with the values that its series have, each of which has a number. A number may stand for
 * another value once no series has its own: whoever keeps something by number keeps the value too, and compares.
 */
export interface LabelColumn {
  readonly key: string;
  /** The value of a number that a series has; undefined where an optional attribute is absent. */
  valueOf(id: number): AttributeValue | undefined;
}

/** The values that one attribute has in a metric's series, each with a small whole number that stands for it. */
export class LabelValues {
  /** By number; undefined where none has it any more, as is the value of an attribute that is absent. */
  readonly values: SeriesValue[] = [];
  private readonly ids = new Map<SeriesValue, number>();
  /** By number, how many series have the value. */
  private readonly uses: number[] = [];
  private readonly free: number[] = [];

  /** How many different values there are. */
  get size(): number {
    return this.ids.size;
  }

  /** The different values. */
  all(): IterableIterator<SeriesValue> {
    return this.ids.keys();
  }

  /** The number of a value that a series has. */
  idOf(value: SeriesValue): number | undefined {
    return this.ids.get(value);
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
}
