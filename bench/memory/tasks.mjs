export const SERIES = 20_000;

/** @type {Record<string, { kind: 'counter' | 'histogram', title: string }>} */
export const TASKS = {
  counter: { kind: 'counter', title: 'counter, 2 attributes' },
  histogram: { kind: 'histogram', title: 'histogram, 2 attributes, 10 boundaries' },
};
