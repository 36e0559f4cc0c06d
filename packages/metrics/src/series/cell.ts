import type { SeriesAttributes } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';

/** Where one series' values go: one attribute set of an OpenTelemetry instrument, or whatever a backend makes of it. */
export interface Cell {
  /** Takes a value that has passed the guard. */
  write(value: number): void;
  /** The series is gone: it was removed, or everything was forgotten. Absent where there is nothing to do. */
  end?(): void;
}

/** Makes the cell of a new series. The attributes are frozen and the same object for the series' whole life. */
export type MakeCell<C extends Cell> = (definition: Definition, attributes: SeriesAttributes) => C;

/** Where the values of a metric's series go, which are numbered from 0; a number is used again after its series is gone. */
export interface Cells {
  /** Takes a value that has passed the guard. */
  write(slot: number, value: number): void;
  /** There is a new series. @param attributes makes its attributes, as a frozen object that is new each time */
  begin(slot: number, attributes: () => SeriesAttributes): void;
  /** The series is gone. */
  end(slot: number): void;
  /** Whether a series cannot be forgotten where the values go: removals are then refused, and said once. @default false */
  readonly isUnforgettable?: boolean;
}

/** One object per series. */
export class CellList<C extends Cell> implements Cells {
  private readonly cells: (C | undefined)[] = [];

  constructor(
    private readonly definition: Definition,
    private readonly makeCell: MakeCell<C>,
    readonly isUnforgettable = false,
  ) {}

  write(slot: number, value: number): void {
    this.cells[slot]?.write(value);
  }

  begin(slot: number, attributes: () => SeriesAttributes): void {
    this.cells[slot] = this.makeCell(this.definition, attributes());
  }

  end(slot: number): void {
    this.cells[slot]?.end?.();
    this.cells[slot] = undefined;
  }
}
