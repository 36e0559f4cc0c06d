import type { SeriesAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';

/** Where one series' values go: the numbers of a store, or one attribute set of an OpenTelemetry instrument. */
export interface Cell {
  /** Takes a value that has passed the guard. */
  write(value: number): void;
}

/** Makes the cell of a new series. The attributes are frozen and the same object for the series' whole life. */
export type MakeCell<C extends Cell> = (definition: Definition, attributes: SeriesAttributes) => C;
