import type { Definition } from '../declare/definition.js';
import type { AttributeReading } from '../series/attribute-reading.js';
import type { Cell } from '../series/cell.js';
import { numberRule, refuseNumber } from '../series/number-rule.js';
import type { Series } from '../series/series.js';
import type { BindableAdding, BindableRecording } from './bindable.js';
import { ownRecorder } from './own-recorder.js';
import type { Adding, Recording } from './plain-recorder.js';

/*
 * The hot path. The two verbs are written out, for bound recorders too: shared code would share its inline caches, and
 * a call site that sees the cells of every kind of metric costs three times as much.
 *
 * They are closures and no methods, so that `const { add } = recorder` goes on working.
 *
 * The comparisons are written so that NaN fails them, and `typeof` stands first because '5' >= 0 holds and an object's
 * valueOf may throw.
 */

/** Checks a value and its attributes, and gives it to its series. */
export function guardedAdding(definition: Definition, series: Series<Cell>): BindableAdding {
  const { least, most } = numberRule(definition.kind);
  return ownRecorder({
    definition,
    add(value: number, attributes?: object) {
      if (typeof value === 'number' && value >= least && value <= most) series.at(attributes).write(value);
      else refuseNumber(definition, value);
    },
    with: (attributes?: object) => boundAdding(definition, series, series.read(attributes)),
  });
}

/** Checks a value and its attributes, and gives it to its series. */
export function guardedRecording(definition: Definition, series: Series<Cell>): BindableRecording {
  const { least, most } = numberRule(definition.kind);
  return ownRecorder({
    definition,
    record(value: number, attributes?: object) {
      if (typeof value === 'number' && value >= least && value <= most) series.at(attributes).write(value);
      else refuseNumber(definition, value);
    },
    with: (attributes?: object) => boundRecording(definition, series, series.read(attributes)),
  });
}

function boundAdding(definition: Definition, series: Series<Cell>, attributes: AttributeReading): Adding {
  const { least, most } = numberRule(definition.kind);
  let generation = -1; // looked up at the first value, so that binding alone makes no series
  let cell: Cell;
  const find = (): void => {
    cell = series.cellOf(attributes);
    generation = series.generation;
  };
  return Object.freeze({
    add(value: number) {
      if (typeof value === 'number' && value >= least && value <= most) {
        if (generation !== series.generation) find();
        cell.write(value);
      } else refuseNumber(definition, value);
    },
  });
}

function boundRecording(definition: Definition, series: Series<Cell>, attributes: AttributeReading): Recording {
  const { least, most } = numberRule(definition.kind);
  let generation = -1;
  let cell: Cell;
  const find = (): void => {
    cell = series.cellOf(attributes);
    generation = series.generation;
  };
  return Object.freeze({
    record(value: number) {
      if (typeof value === 'number' && value >= least && value <= most) {
        if (generation !== series.generation) find();
        cell.write(value);
      } else refuseNumber(definition, value);
    },
  });
}
