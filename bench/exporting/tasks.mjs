/** @type {Record<string, { kind: 'counter' | 'histogram', series: number, title: string }>} */
export const TASKS = {
  'counters-10000': { kind: 'counter', series: 10_000, title: '10,000 counters' },
  'histograms-10000': { kind: 'histogram', series: 10_000, title: '10,000 histograms' },
};
