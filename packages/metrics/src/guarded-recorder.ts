import { type AttributeReading, readAttributes } from './attribute-reading.js';
import type { BindableAdding, BindableRecording } from './bindable.js';
import type { Cell } from './cell.js';
import type { Definition } from './definition.js';
import { numberRule, refuseNumber } from './number-rule.js';
import type { Adding, Recording } from './plain-recorder.js';
import type { Series } from './series.js';

/*
 * The hot path. The two verbs are written out, for bound recorders too: shared code would share its inline caches, and
 * a call site that sees the cells of every kind of metric costs three times as much.
 *
 * The comparisons are written so that NaN fails them, and `typeof` stands first because '5' >= 0 holds and an object's
 * valueOf may throw.
 */

/** Checks a value and its attributes, and gives it to its series. */
export class GuardedAdding implements BindableAdding {
  private readonly least: number;
  private readonly most: number;

  constructor(
    readonly definition: Definition,
    private readonly series: Series<Cell>,
  ) {
    ({ least: this.least, most: this.most } = numberRule(definition.kind));
  }

  add(value: number, attributes?: object): void {
    if (typeof value === 'number' && value >= this.least && value <= this.most) this.series.at(attributes).write(value);
    else refuseNumber(this.definition, value);
  }

  with(attributes: object): Adding {
    return new BoundAdding(this.definition, this.series, readAttributes(this.definition, attributes));
  }
}

/** Checks a value and its attributes, and gives it to its series. */
export class GuardedRecording implements BindableRecording {
  private readonly least: number;
  private readonly most: number;

  constructor(
    readonly definition: Definition,
    private readonly series: Series<Cell>,
  ) {
    ({ least: this.least, most: this.most } = numberRule(definition.kind));
  }

  record(value: number, attributes?: object): void {
    if (typeof value === 'number' && value >= this.least && value <= this.most) this.series.at(attributes).write(value);
    else refuseNumber(this.definition, value);
  }

  with(attributes: object): Recording {
    return new BoundRecording(this.definition, this.series, readAttributes(this.definition, attributes));
  }
}

class BoundAdding implements Adding {
  private readonly least: number;
  private readonly most: number;
  private generation = -1; // looked up at the first value, so that binding alone makes no series
  private cell: Cell | undefined;

  constructor(
    private readonly definition: Definition,
    private readonly series: Series<Cell>,
    private readonly attributes: AttributeReading,
  ) {
    ({ least: this.least, most: this.most } = numberRule(definition.kind));
  }

  add(value: number): void {
    if (typeof value === 'number' && value >= this.least && value <= this.most) {
      if (this.generation !== this.series.generation) this.find();
      (this.cell as Cell).write(value);
    } else refuseNumber(this.definition, value);
  }

  private find(): void {
    this.cell = this.series.cellOf(this.attributes);
    this.generation = this.series.generation;
  }
}

class BoundRecording implements Recording {
  private readonly least: number;
  private readonly most: number;
  private generation = -1;
  private cell: Cell | undefined;

  constructor(
    private readonly definition: Definition,
    private readonly series: Series<Cell>,
    private readonly attributes: AttributeReading,
  ) {
    ({ least: this.least, most: this.most } = numberRule(definition.kind));
  }

  record(value: number): void {
    if (typeof value === 'number' && value >= this.least && value <= this.most) {
      if (this.generation !== this.series.generation) this.find();
      (this.cell as Cell).write(value);
    } else refuseNumber(this.definition, value);
  }

  private find(): void {
    this.cell = this.series.cellOf(this.attributes);
    this.generation = this.series.generation;
  }
}
