// What is recorded: how many attributes, how many series, and with which values.

const CALLS = 16_384; // a power of two, so that the position wraps with one `&`
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** @typedef {{ kind: 'counter' | 'histogram', attributes: 0 | 2 | 5, series: number, title: string }} Task */

/** @type {Record<string, Task>} */
export const TASKS = {
  'counter-0': { kind: 'counter', attributes: 0, series: 1, title: 'counter, no attributes' },
  'counter-2': { kind: 'counter', attributes: 2, series: 12, title: 'counter, 2 attributes, 12 series' },
  'counter-2-many': { kind: 'counter', attributes: 2, series: 2000, title: 'counter, 2 attributes, 2,000 series' },
  'counter-5': { kind: 'counter', attributes: 5, series: 12, title: 'counter, 5 attributes, 12 series' },
  'counter-5-many': { kind: 'counter', attributes: 5, series: 2000, title: 'counter, 5 attributes, 2,000 series' },
  'histogram-2': { kind: 'histogram', attributes: 2, series: 12, title: 'histogram, 2 attributes, 12 series' },
};

export const KEYS = ['provider', 'model', 'region', 'tier', 'outcome'];
export const boundaries = BOUNDARIES;

/** The series of a task, the order in which they are recorded, and the values. The same in every process. */
export function workOf(task) {
  const series = Array.from({ length: task.series }, (_, index) => seriesAt(index, task.series));
  const random = seeded(12_345);
  const order = Uint16Array.from({ length: CALLS }, () => Math.floor(random() * task.series));
  const values = Float64Array.from({ length: CALLS }, () => logNormal(random));
  return { series, order, values, mask: CALLS - 1 };
}

function seriesAt(index, count) {
  const wide = count > 100 ? 50 : 4;
  return {
    provider: constant(`provider-${Math.floor(index / wide)}`),
    model: constant(`model-${index % wide}`),
    region: constant(`region-${index % 3}`),
    tier: constant(`tier-${index % 2}`),
    outcome: constant(index % 5 === 0 ? 'error' : 'ok'),
  };
}

/** As a literal in a program is: one object per text, with its hash at hand. */
function constant(text) {
  return Object.keys({ [text]: 1 })[0];
}

function logNormal(random) {
  let sum = 0;
  for (let i = 0; i < 6; i += 1) sum += random();
  return Math.exp((sum - 3) * 1.6) * 0.08;
}

function seeded(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}
