// From how many places of a program how many metrics are recorded. Powers of two, so that positions wrap with one `&`.

/** @type {Record<string, { kind: 'counter' | 'histogram', sites: number, metrics: number, title: string }>} */
export const TASKS = {
  'counter-1-1': { kind: 'counter', sites: 1, metrics: 1, title: 'counter at one call site' },
  'counter-1-16': { kind: 'counter', sites: 1, metrics: 16, title: '16 counters at one call site' },
  'counter-16-16': { kind: 'counter', sites: 16, metrics: 16, title: '16 counters at 16 call sites' },
  'histogram-1-1': { kind: 'histogram', sites: 1, metrics: 1, title: 'histogram at one call site' },
  'histogram-1-16': { kind: 'histogram', sites: 1, metrics: 16, title: '16 histograms at one call site' },
  'histogram-16-16': { kind: 'histogram', sites: 16, metrics: 16, title: '16 histograms at 16 call sites' },
};
