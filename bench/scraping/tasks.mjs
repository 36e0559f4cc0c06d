// What is scraped: one metric with so many series. `lines`: how many a series has at least in text 0.0.4.

/** @type {Record<string, { kind: 'counter' | 'histogram', series: number, lines: number, scrapes: number, title: string }>} */
export const TASKS = {
  'counters-10000': { kind: 'counter', series: 10_000, lines: 1, scrapes: 5, title: '10,000 counters' },
  'histograms-10000': { kind: 'histogram', series: 10_000, lines: 13, scrapes: 3, title: '10,000 histograms' },
  'histograms-100000': { kind: 'histogram', series: 100_000, lines: 13, scrapes: 1, title: '100,000 histograms' },
};
