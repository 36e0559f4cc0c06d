import type { BoundMetric } from '../series/bound-metric.js';
import { MOST_ADDED, numberRule, refuseNumber } from '../series/number-rule.js';
import { NO_SLOT } from '../series/slot-table.js';
import type { BindableAdding, BindableRecording } from './bindable.js';
import { ownRecorder } from './own-recorder.js';
import type { Adding, Forgetting, Recording } from './plain-recorder.js';

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
export function guardedAdding(metric: BoundMetric): BindableAdding {
  const { definition, series, cells } = metric;
  const { table } = series;
  const { least } = numberRule(definition.kind);
  return ownRecorder({
    definition,
    add(value: number, attributes?: object) {
      if (typeof value === 'number' && value >= least && value <= MOST_ADDED) {
        let slot = table.find(attributes);
        if (slot === NO_SLOT) slot = series.slotOfUnknown(attributes);
        if (slot !== NO_SLOT) cells.write(slot, value);
      } else refuseNumber(definition, value);
    },
    with(attributes?: object): Adding {
      const held = series.read(attributes);
      let generation = -1; // looked up at the first value, so that binding alone makes no series
      let slot = NO_SLOT;
      const find = (): boolean => {
        slot = series.slotOf(held);
        generation = slot === NO_SLOT ? -1 : series.generation; // what is refused is counted each time
        return slot !== NO_SLOT;
      };
      return Object.freeze({
        add(value: number) {
          if (typeof value === 'number' && value >= least && value <= MOST_ADDED) {
            if (generation === series.generation || find()) cells.write(slot, value);
          } else refuseNumber(definition, value);
        },
      });
    },
    ...forgetting(metric),
  });
}

/** Checks a value and its attributes, and gives it to its series. */
export function guardedRecording(metric: BoundMetric): BindableRecording {
  const { definition, series, cells } = metric;
  const { table } = series;
  const { least, most } = numberRule(definition.kind);
  return ownRecorder({
    definition,
    record(value: number, attributes?: object) {
      if (typeof value === 'number' && value >= least && value <= most) {
        let slot = table.find(attributes);
        if (slot === NO_SLOT) slot = series.slotOfUnknown(attributes);
        if (slot !== NO_SLOT) cells.write(slot, value);
      } else refuseNumber(definition, value);
    },
    with(attributes?: object): Recording {
      const held = series.read(attributes);
      let generation = -1; // looked up at the first value, so that binding alone makes no series
      let slot = NO_SLOT;
      const find = (): boolean => {
        slot = series.slotOf(held);
        generation = slot === NO_SLOT ? -1 : series.generation; // what is refused is counted each time
        return slot !== NO_SLOT;
      };
      return Object.freeze({
        record(value: number) {
          if (typeof value === 'number' && value >= least && value <= most) {
            if (generation === series.generation || find()) cells.write(slot, value);
          } else refuseNumber(definition, value);
        },
      });
    },
    ...forgetting(metric),
  });
}

/** What forgets a recorder's series: nothing of it is hot, and both kinds of recorders share it. */
function forgetting({ series }: BoundMetric): Forgetting {
  return {
    remove: (attributes?: object) => series.remove(attributes),
    clear: () => series.removeAll(),
  };
}
