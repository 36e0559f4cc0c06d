// What is recorded: how many attributes, how many series, and with which values.
import { logNormal, seeded, seriesOf } from '../peers/series.mjs';

const CALLS = 16_384; // a power of two, so that the position wraps with one `&`

/** @typedef {{ kind: 'counter' | 'histogram', attributes: 0 | 2 | 5, series: number, title: string }} Task */

/** @type {Record<string, Task>} */
export const TASKS = {
  'counter-0': { kind: 'counter', attributes: 0, series: 1, title: 'counter, no attributes' },
  'counter-2': { kind: 'counter', attributes: 2, series: 12, title: 'counter, 2 attributes, 12 series' },
  'counter-2-many': { kind: 'counter', attributes: 2, series: 2000, title: 'counter, 2 attributes, 2,000 series' },
  'counter-5': { kind: 'counter', attributes: 5, series: 12, title: 'counter, 5 attributes, 12 series' },
  'histogram-2': { kind: 'histogram', attributes: 2, series: 12, title: 'histogram, 2 attributes, 12 series' },
  'histogram-2-many': {
    kind: 'histogram',
    attributes: 2,
    series: 2000,
    title: 'histogram, 2 attributes, 2,000 series',
  },
};

/** The series of a task, the order in which they are recorded, and the values. The same in every process. */
export function workOf(task) {
  const series = seriesOf(task.series);
  const random = seeded(12_345);
  const order = Uint16Array.from({ length: CALLS }, () => Math.floor(random() * task.series));
  const values = Float64Array.from({ length: CALLS }, () => logNormal(random));
  return { series, order, values, mask: CALLS - 1 };
}
